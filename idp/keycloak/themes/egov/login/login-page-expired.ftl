<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
<#if section = "header">
  ${msg("pageExpiredTitle")}
<#elseif section = "form">
  <p id="instruction1">${msg("egovExpiredText")}</p>
  <p><a class="govuk-button" id="loginContinueLink" href="${url.loginAction}">${msg("egovExpiredContinue")}</a></p>
  <p><a id="loginRestartLink" href="${url.loginRestartFlowUrl}">${msg("egovExpiredRestart")}</a></p>
</#if>
</@layout.registrationLayout>
