<#import "template.ftl" as layout>
<#-- Keycloak says these when it could not reach the directory: the person did nothing wrong. -->
<#assign resting = [msg("unexpectedErrorHandlingRequestMessage"), msg("internalServerError")]>
<#assign isResting = resting?seq_contains((message.summary)!"")>
<@layout.registrationLayout displayMessage=false; section>
<#if section = "header">
  <#if isResting>${msg("egovRestingTitle")}<#else>${kcSanitize(msg("errorTitle"))?no_esc}</#if>
<#elseif section = "form">
  <div id="kc-error-message">
    <p>${kcSanitize((message.summary)!msg("internalServerError"))?no_esc}</p>
    <#if traceId??><p id="traceId">${msg("traceIdSupportMessage", traceId)}</p></#if>
    <#if !skipLink?? && (client.baseUrl)?has_content>
      <p><a id="backToApplication" href="${client.baseUrl}"><#if isResting>${msg("egovTryAgain")}<#else>${msg("backToApplication")}</#if></a></p>
    </#if>
  </div>
</#if>
</@layout.registrationLayout>
