<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#-- The heading says already what somebody who came by the link of a mail is asked for. -->
<#assign isPlain = ((message.summary)!"") = msg("resetPasswordMessage")>
<@layout.registrationLayout displayMessage=!isPlain && !messagesPerField.existsError("password", "password-confirm"); section>
<#if section = "header">
  ${msg("updatePasswordTitle")}
<#elseif section = "form">
  <@fields.summaryOf names=["password"] id="password-new"/>
  <@fields.summaryOf names=["password-confirm"] id="password-confirm"/>
  <#assign who = (username)!(auth.attemptedUsername)!"">
  <p>${msg("egovPasswordFor")} <strong>${who}</strong></p>
  <form id="kc-passwd-update-form" action="${url.loginAction}" method="post">
    <#-- Lets a password manager know whose password this is. -->
    <input type="text" name="username" value="${who}" autocomplete="username" readonly hidden>
    <@fields.text id="password-new" label=msg("passwordNew") type="password" hint=msg("egovPasswordHint") error=fields.errorOf(["password"]) autocomplete="new-password"/>
    <@fields.text id="password-confirm" label=msg("passwordConfirm") type="password" error=fields.errorOf(["password-confirm"]) autocomplete="new-password"/>
    <p>${msg("egovPasswordEndsSessions")}</p>
    <div class="govuk-button-group">
      <@fields.submit name="login" value="1" label=msg("egovPasswordSave")/>
      <#if isAppInitiatedAction??><@fields.submit name="cancel-aia" value="true" label=msg("doCancel") secondary=true/></#if>
    </div>
  </form>
</#if>
</@layout.registrationLayout>
