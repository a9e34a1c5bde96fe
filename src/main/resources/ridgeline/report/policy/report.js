'use strict';

/* global answerSection, mapSection, policiesSection, datesSection, dataSection */

/** Fills the report of a comparison of policies, section by section. */
for (const section of [answerSection, mapSection, policiesSection, datesSection, dataSection]) {
  section.show(page.data);
}
