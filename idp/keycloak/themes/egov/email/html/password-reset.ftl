<!DOCTYPE html>
<html lang="${locale.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${msg("passwordResetSubject")}</title>
</head>
<body style="margin:0; padding:24px 16px; background:#ffffff; color:#0b0c0c; font-family:Arial, sans-serif; font-size:16px; line-height:1.5">
<div style="max-width:600px">
<p style="margin:0 0 24px; padding:0 0 8px; border-bottom:4px solid #b3121d; font-weight:bold">${realmName}</p>
<h1 style="margin:0 0 16px; font-size:24px; line-height:1.3">${msg("passwordResetSubject")}</h1>
<p>${msg("egovResetAsked", user.username, realmName, askedAt)}</p>
<p>${msg("egovResetDo")}</p>
<p><a href="${link}" style="display:inline-block; padding:8px 16px; background:#b3121d; color:#ffffff; text-decoration:none; font-weight:bold">${msg("egovResetButton")}</a></p>
<p>${msg("egovResetGood", linkExpiration)}</p>
<p>${msg("egovResetNotYou")}</p>
<p>${msg("egovResetNeverAsk")}</p>
</div>
</body>
</html>
