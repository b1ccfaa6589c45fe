<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = fields.errorOf(["password"])>
<@layout.registrationLayout displayMessage=!wrong?has_content; section>
<#if section = "header">
  ${msg("egovPasswordAgain")}
<#elseif section = "form">
  <@fields.summaryOf names=["password"] id="password"/>
  <form id="kc-form-login" action="${url.loginAction}" method="post">
    <@fields.text id="password" label=msg("password") type="password" error=wrong autocomplete="current-password" autofocus=!wrong?has_content/>
    <@fields.submit id="kc-login" name="login" value="1" label=msg("doLogIn")/>
  </form>
</#if>
</@layout.registrationLayout>
