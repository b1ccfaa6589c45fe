<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError("totp", "userLabel"); section>
<#if section = "header">
  ${msg("loginTotpTitle")}
<#elseif section = "form">
  <@fields.summaryOf names=["totp"] id="totp"/>
  <@fields.summaryOf names=["userLabel"] id="userLabel"/>
  <p>${msg("egovTotpWhy")}</p>
  <ol class="govuk-list govuk-list--number govuk-list--spaced" id="kc-totp-settings">
    <li>${msg("loginTotpStep1")}
      <ul class="govuk-list govuk-list--bullet"><#list totp.supportedApplications as app><li>${msg(app)}</li></#list></ul>
    </li>
    <#if (mode!"") = "manual">
      <li>${msg("loginTotpManualStep2")}
        <p><span class="egov-secret" id="kc-totp-secret-key">${totp.totpSecretEncoded}</span></p>
        <p><a href="${totp.qrUrl}" id="mode-barcode">${msg("loginTotpScanBarcode")}</a></p>
      </li>
      <li>${msg("loginTotpManualStep3")}
        <ul class="govuk-list govuk-list--bullet">
          <li>${msg("loginTotpType")}: ${msg("loginTotp." + totp.policy.type)}</li>
          <li>${msg("loginTotpAlgorithm")}: ${totp.policy.getAlgorithmKey()}</li>
          <li>${msg("loginTotpDigits")}: ${totp.policy.digits}</li>
          <#if totp.policy.type = "totp"><li>${msg("loginTotpInterval")}: ${totp.policy.period}</li>
          <#else><li>${msg("loginTotpCounter")}: ${totp.policy.initialCounter}</li></#if>
        </ul>
      </li>
    <#else>
      <li>${msg("loginTotpStep2")}
        <img class="egov-qr" id="kc-totp-secret-qr-code" src="data:image/png;base64, ${totp.totpSecretQrCode}" alt="${msg("egovQr")}">
        <p><a href="${totp.manualUrl}" id="mode-manual">${msg("loginTotpUnableToScan")}</a></p>
      </li>
    </#if>
    <li>${msg("egovTotpStep3")}</li>
  </ol>
  <form id="kc-totp-settings-form" action="${url.loginAction}" method="post">
    <@fields.text id="totp" label=msg("authenticatorCode") error=fields.errorOf(["totp"]) autocomplete="one-time-code" numeric=true/>
    <input type="hidden" id="totpSecret" name="totpSecret" value="${totp.totpSecret}">
    <#if mode??><input type="hidden" id="mode" name="mode" value="${mode}"></#if>
    <@fields.text id="userLabel" label=msg("loginTotpDeviceName") hint=msg("egovDeviceHint") error=fields.errorOf(["userLabel"]) autocomplete="off"/>
    <@fields.checkbox id="logout-sessions" label=msg("logoutOtherSessions")/>
    <div class="govuk-button-group">
      <@fields.submit id="saveTOTPBtn" label=msg("egovTotpSave")/>
      <#if isAppInitiatedAction??><@fields.submit id="cancelTOTPBtn" name="cancel-aia" value="true" label=msg("doCancel") secondary=true/></#if>
    </div>
  </form>
</#if>
</@layout.registrationLayout>
