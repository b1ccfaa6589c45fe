<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#-- The gate's page (403): signed in, but not allowed into this module.
     moduleTitle, portalUrl, switchUserUrl and username come from the authenticator egov-gate. -->
<#assign who = (username)!(auth.attemptedUsername)!"">
<#assign what = (moduleTitle)!(client.name)!(client.clientId)!"">
<#-- No link to start the sign-in again: on a live session that only leads back here. -->
<@layout.registrationLayout displayMessage=false displayUser=false; section>
<#if section = "header">
  ${msg("egovRefusedTitle", what)}
<#elseif section = "form">
  <div id="egov-refused">
    <p>${msg("egovRefusedSignedIn")}<#if who?has_content> <strong id="egov-refused-user">${who}</strong></#if>${msg("egovRefusedWhy")}</p>
    <h2 class="govuk-heading-m">${msg("egovRefusedAskTitle")}</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>${msg("egovRefusedAskHead")}</li>
      <li>${msg("egovRefusedAskAdmin", (realm.displayName)!"")}</li>
    </ul>
    <p>${msg("egovRefusedAfter")}</p>
    <#if (portalUrl!"")?has_content>
      <p><a class="govuk-button" id="egov-portal" href="${portalUrl}">${msg("egovBackToPortal")}</a></p>
    </#if>
    <#if (switchUserUrl!"")?has_content>
      <h2 class="govuk-heading-s">${msg("egovNotYou")}</h2>
      <form action="${switchUserUrl}" method="post">
        <input type="hidden" name="switchUser" value="true">
        <@fields.submit id="egov-switch-user" label=msg("egovSwitchUser") secondary=true/>
      </form>
      <p class="govuk-hint">${msg("egovSwitchUserHint")}</p>
    </#if>
  </div>
</#if>
</@layout.registrationLayout>
