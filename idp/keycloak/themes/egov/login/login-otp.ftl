<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = fields.errorOf(["totp"])>
<@layout.registrationLayout displayMessage=!wrong?has_content; section>
<#if section = "header">
  ${msg("egovOtpTitle")}
<#elseif section = "form">
  <@fields.summaryOf names=["totp"] id="otp"/>
  <form id="kc-otp-login-form" action="${url.loginAction}" method="post">
    <#if otpLogin.userOtpCredentials?size gt 1>
      <div class="govuk-form-group">
        <fieldset class="govuk-fieldset">
          <legend class="govuk-fieldset__legend">${msg("egovOtpDevice")}</legend>
          <div class="govuk-radios">
            <#list otpLogin.userOtpCredentials as credential>
              <div class="govuk-radios__item">
                <input class="govuk-radios__input" id="kc-otp-credential-${credential?index}" type="radio" name="selectedCredentialId" value="${credential.id}"<#if credential.id == otpLogin.selectedCredentialId> checked</#if>>
                <label class="govuk-label govuk-radios__label" for="kc-otp-credential-${credential?index}">${credential.userLabel!msg("egovOtpUnnamed")}</label>
              </div>
            </#list>
          </div>
        </fieldset>
      </div>
    </#if>
    <@fields.text id="otp" label=msg("loginOtpOneTime") hint=msg("egovOtpHint") error=wrong autocomplete="one-time-code" numeric=true autofocus=!wrong?has_content/>
    <@fields.submit id="kc-login" name="login" value="1" label=msg("doLogIn")/>
  </form>
</#if>
</@layout.registrationLayout>
