<#import "frame.ftl" as frame>
<#import "fields.ftl" as fields>
<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false displayUser=true>
<!DOCTYPE html>
<html lang="${lang!'vi'}" class="govuk-template">
<head>
<title><#if isError()>${msg("egovErrorPrefix")} </#if>${title!msg("egovPlatform")}</title>
<@frame.head/>
</head>
<body class="govuk-template__body" data-page-id="login-${pageId!}">
<@frame.header/>
<div class="govuk-width-container">
  <main class="govuk-main-wrapper" id="main-content">
    <div class="egov-narrow">
      <#if displayMessage && message?has_content && (message.type != "warning" || !isAppInitiatedAction??)>
        <@fields.notice type=message.type text=message.summary/>
      </#if>
      <h1 class="govuk-heading-l" id="kc-page-title"><#nested "header"></h1>
      <#if displayUser && (auth.showUsername())!false && !((auth.showResetCredentials())!false)>
        <#nested "show-username">
        <p id="kc-username">
          ${msg("egovSigningInAs")} <strong id="kc-attempted-username">${auth.attemptedUsername!}</strong>.
          <a id="reset-login" href="${url.loginRestartFlowUrl}">${msg("egovOtherAccount")}</a>
        </p>
      </#if>
      <#nested "form">
      <#if (auth.showTryAnotherWayLink())!false>
        <form id="kc-select-try-another-way-form" action="${url.loginAction}" method="post">
          <input type="hidden" name="tryAnotherWay" value="on">
          <button class="govuk-button govuk-button--secondary" type="submit" id="try-another-way">${msg("doTryAnotherWay")}</button>
        </form>
      </#if>
      <#nested "socialProviders">
      <#if displayInfo><#nested "info"></#if>
    </div>
  </main>
</div>
<@frame.footer/>
</body>
</html>
</#macro>

<#function isError>
  <#if ((message.type)!"") = "error"><#return true></#if>
  <#return (messagesPerField.existsError("username", "password", "totp", "userLabel", "password-confirm"))!false>
</#function>
