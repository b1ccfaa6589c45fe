<#ftl output_format="plainText">
${msg("egovResetAsked", user.username, realmName, askedAt)}

${msg("egovResetDo")}

${link}

${msg("egovResetGood", linkExpiration)}

${msg("egovResetNotYou")}

${msg("egovResetNeverAsk")}

${realmName}
