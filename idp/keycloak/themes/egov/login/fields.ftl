<#-- Form parts in the look of GOV.UK Frontend. -->

<#-- A message of Keycloak's: an error as error summary, the rest as a banner. -->
<#macro notice type text>
<#if type = "error">
  <@errorSummary><li>${kcSanitize(text)?no_esc}</li></@errorSummary>
<#else>
  <div class="govuk-notification-banner<#if type = "success"> govuk-notification-banner--success</#if>" role="<#if type = "success">alert<#else>region</#if>" aria-labelledby="notice-title">
    <div class="govuk-notification-banner__header">
      <h2 class="govuk-notification-banner__title" id="notice-title">${msg("egovNotice")}</h2>
    </div>
    <div class="govuk-notification-banner__content">
      <#list text?split("\n") as line>
        <p class="<#if line?is_first>govuk-notification-banner__heading<#else>govuk-body</#if>">${kcSanitize(line)?no_esc}</p>
      </#list>
    </div>
  </div>
</#if>
</#macro>

<#macro errorSummary>
<div class="govuk-error-summary">
  <div role="alert">
    <h2 class="govuk-error-summary__title">${msg("egovErrorTitle")}</h2>
    <div class="govuk-error-summary__body">
      <ul class="govuk-list govuk-error-summary__list"><#nested></ul>
    </div>
  </div>
</div>
</#macro>

<#-- The summary of the first error among the given fields, linked to the input `id`. -->
<#macro summaryOf names id>
<#list names as name>
  <#if messagesPerField.existsError(name)>
    <@errorSummary><li><a href="#${id}">${kcSanitize(messagesPerField.get(name))?no_esc}</a></li></@errorSummary>
    <#break>
  </#if>
</#list>
</#macro>

<#macro text id label type="text" name=id value="" hint="" error="" autocomplete="" autofocus=false numeric=false required=false>
<div class="govuk-form-group<#if error?has_content> govuk-form-group--error</#if>">
  <label class="govuk-label" for="${id}">${label}</label>
  <#if hint?has_content><div class="govuk-hint" id="${id}-hint">${hint}</div></#if>
  <#if error?has_content>
    <p class="govuk-error-message" id="${id}-error"><span class="govuk-visually-hidden">${msg("egovErrorPrefix")}</span> ${kcSanitize(error)?no_esc}</p>
  </#if>
  <input class="govuk-input<#if numeric> govuk-input--width-10</#if><#if error?has_content> govuk-input--error</#if>" id="${id}" name="${name}" type="${type}" value="${value}"
    <#if autocomplete?has_content>autocomplete="${autocomplete}"</#if>
    <#if numeric>inputmode="numeric"</#if>
    <#if hint?has_content || error?has_content>aria-describedby="<#if hint?has_content>${id}-hint </#if><#if error?has_content>${id}-error</#if>"</#if>
    <#if error?has_content>aria-invalid="true"</#if>
    <#if autofocus>autofocus</#if>
    autocapitalize="none" spellcheck="false">
</div>
</#macro>

<#macro checkbox id label name=id value="on" checked=false>
<div class="govuk-form-group">
  <div class="govuk-checkboxes govuk-checkboxes--small">
    <div class="govuk-checkboxes__item">
      <input class="govuk-checkboxes__input" id="${id}" name="${name}" type="checkbox" value="${value}"<#if checked> checked</#if>>
      <label class="govuk-label govuk-checkboxes__label" for="${id}">${label}</label>
    </div>
  </div>
</div>
</#macro>

<#macro submit label id="" name="" value="" secondary=false>
<button class="govuk-button<#if secondary> govuk-button--secondary</#if>" type="submit"<#if id?has_content> id="${id}"</#if><#if name?has_content> name="${name}" value="${value}"</#if>>${label}</button>
</#macro>

<#-- The error of one field as plain text, empty if there is none. -->
<#function errorOf names>
  <#list names as name>
    <#if messagesPerField.existsError(name)><#return messagesPerField.get(name)></#if>
  </#list>
  <#return "">
</#function>
