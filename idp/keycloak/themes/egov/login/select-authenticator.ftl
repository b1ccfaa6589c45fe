<#import "template.ftl" as layout>
<@layout.registrationLayout displayInfo=false; section>
<#if section = "header">
  ${msg("loginChooseAuthenticator")}
<#elseif section = "form">
  <form id="kc-select-credential-form" action="${url.loginAction}" method="post">
    <#list auth.authenticationSelections as selection>
      <div class="govuk-form-group">
        <p class="govuk-hint" id="way-${selection?index}">${msg("${selection.helpText}")}</p>
        <button class="govuk-button govuk-button--secondary" type="submit" name="authenticationExecution" value="${selection.authExecId}" aria-describedby="way-${selection?index}">${msg("${selection.displayName}")}</button>
      </div>
    </#list>
  </form>
</#if>
</@layout.registrationLayout>
