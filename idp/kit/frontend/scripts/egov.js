// Improves pages that already work without it: focus on the error summary, "show password",
// character counts, no double submit. The texts come from the page (data-i18n attributes).
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  Tabs,
} from "./govuk-frontend.min.js";

// GOV.UK Frontend looks for these; its own inline snippet would set them.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Accordion,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  Tabs,
]) {
  createAll(component);
}
createAll(Button, { preventDoubleClick: true });

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
