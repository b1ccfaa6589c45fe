<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError("password", "password-confirm"); section>
<#if section = "header">
  ${msg("updatePasswordTitle")}
<#elseif section = "form">
  <@fields.summaryOf names=["password"] id="password-new"/>
  <@fields.summaryOf names=["password-confirm"] id="password-confirm"/>
  <form id="kc-passwd-update-form" action="${url.loginAction}" method="post">
    <#-- Lets a password manager know whose password this is. -->
    <input type="text" name="username" value="${(auth.attemptedUsername)!}" autocomplete="username" readonly hidden>
    <@fields.text id="password-new" label=msg("passwordNew") type="password" hint=msg("egovPasswordHint") error=fields.errorOf(["password"]) autocomplete="new-password"/>
    <@fields.text id="password-confirm" label=msg("passwordConfirm") type="password" error=fields.errorOf(["password-confirm"]) autocomplete="new-password"/>
    <@fields.checkbox id="logout-sessions" label=msg("logoutOtherSessions") checked=true/>
    <div class="govuk-button-group">
      <@fields.submit name="login" value="1" label=msg("egovPasswordSave")/>
      <#if isAppInitiatedAction??><@fields.submit name="cancel-aia" value="true" label=msg("doCancel") secondary=true/></#if>
    </div>
  </form>
</#if>
</@layout.registrationLayout>
