'use strict';

/* global pageText, pageLists, pageTables, pageCharts, pageAxes, pageSeries */
/* exported page */

/** What the reports have in common, and the data of this one. */
const page = Object.freeze({
  data: JSON.parse(pageText.byId('data').textContent),
  ...pageText,
  ...pageLists,
  ...pageTables,
  ...pageCharts,
  ...pageAxes,
  ...pageSeries,
});
