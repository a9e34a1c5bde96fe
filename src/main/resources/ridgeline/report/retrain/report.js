'use strict';

/* global verdictSection, partitionsSection, slicesSection, movesSection, driftSection, choiceSection, dataSection */

/** Fills the report of a retraining, section by section. */
for (const section of [verdictSection, partitionsSection, slicesSection, movesSection, driftSection, choiceSection, dataSection]) {
  section.show(page.data);
}
