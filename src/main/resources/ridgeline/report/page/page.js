'use strict';

/* global pageText, pageLists, pageTables, pageCharts, pageAxes, pageSeries */
/* exported page */

/** Functions shared by the reports, and the data of this report. */
const page = Object.freeze({
  data: JSON.parse(pageText.byId('data').textContent),
  ...pageText,
  ...pageLists,
  ...pageTables,
  ...pageCharts,
  ...pageAxes,
  ...pageSeries,
});
