<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = fields.errorOf(["username", "password"])>
<@layout.registrationLayout displayMessage=!wrong?has_content; section>
<#if section = "header">
  ${msg("egovSignIn")}
<#elseif section = "form">
  <#if wrong?has_content>
    <@fields.summaryOf names=["username", "password"] id=usernameHidden???then("password", "username")/>
  </#if>
  <form id="kc-form-login" action="${url.loginAction}" method="post">
    <#if !usernameHidden??>
      <@fields.text id="username" label=msg("egovUsername") hint=msg("egovUsernameHint") value=(login.username)!""
        error=wrong autocomplete="username" autofocus=!wrong?has_content/>
      <@fields.text id="password" label=msg("password") type="password" autocomplete="current-password"/>
    <#else>
      <@fields.text id="password" label=msg("password") type="password" error=wrong autocomplete="current-password" autofocus=!wrong?has_content/>
    </#if>
    <input type="hidden" name="credentialId" value="${(auth.selectedCredential)!}">
    <@fields.submit id="kc-login" name="login" value="1" label=msg("doLogIn")/>
  </form>
  <#if (realm.resetPasswordAllowed)!false>
    <p><a id="egov-forgotten" href="${url.loginResetCredentialsUrl}">${msg("emailForgotTitle")}</a></p>
  </#if>
</#if>
</@layout.registrationLayout>
