<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = fields.errorOf(["username"])>
<@layout.registrationLayout displayMessage=!wrong?has_content; section>
<#if section = "header">
  ${msg("emailForgotTitle")}
<#elseif section = "form">
  <@fields.summaryOf names=["username"] id="username"/>
  <p>${msg("egovForgottenHow")}</p>
  <form id="kc-reset-password-form" action="${url.loginAction}" method="post">
    <@fields.text id="username" label=msg("egovUsernameOrMail") hint=msg("egovUsernameOrMailHint") value=(auth.attemptedUsername)!""
      error=wrong autocomplete="username" autofocus=!wrong?has_content/>
    <@fields.submit label=msg("egovForgottenSend")/>
  </form>
  <p>${msg("egovForgottenNoMail")}</p>
  <p><a id="egov-back" href="${url.loginUrl}">${msg("backToLogin")}</a></p>
</#if>
</@layout.registrationLayout>
