<#-- What stands above and below the content of every sign-in page. Keycloak shows some error pages
     with next to nothing in its model, so everything here may be absent. -->
<#macro head>
<#assign styles = .get_optional_template("assets.ftl")>
<#if styles.exists><@styles.include/></#if>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="theme-color" content="#b3121d">
<link rel="icon" href="${url.resourcesPath}/${emblem!'emblem.svg'}" type="image/svg+xml">
<link rel="stylesheet" href="${url.resourcesPath}/${stylesheet!'egov.css'}">
</#macro>

<#macro header>
<a href="#main-content" class="govuk-skip-link">${msg("egovSkip")}</a>
<header class="egov-header">
  <div class="govuk-width-container egov-header__inner">
    <div class="govuk-generic-header">
      <div class="govuk-generic-header__container">
        <div class="govuk-generic-header__logo">
          <span class="govuk-generic-header__homepage-link egov-header__name">
            <img class="egov-emblem" src="${url.resourcesPath}/${emblem!'emblem.svg'}" alt="" width="40" height="40">
            <span>${(realm.displayName)!msg("egovPlatform")}</span>
          </span>
        </div>
      </div>
    </div>
    <#if (realm.internationalizationEnabled)!false && (locale.supported)?? && locale.supported?size gt 1>
      <nav aria-label="${msg("languages")}">
        <ul class="egov-tools">
          <#list locale.supported as language>
            <#if language.languageTag != (locale.currentLanguageTag)!"vi">
              <li><a class="egov-tools__link" href="${language.url}" lang="${language.languageTag}" hreflang="${language.languageTag}">${language.label}</a></li>
            </#if>
          </#list>
        </ul>
      </nav>
    </#if>
  </div>
</header>
</#macro>

<#macro footer>
<footer class="egov-footer">
  <div class="govuk-width-container">
    <p>${msg("egovFooter")}</p>
  </div>
</footer>
</#macro>
