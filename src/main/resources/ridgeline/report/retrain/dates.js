'use strict';

/* exported retrainDates */

/** The axis of dates. */
const retrainDates = (() => {
  /** Up to this many days, those without a partition have a place on the axis, too. */
  const MAX_DAYS = 400;

  const DAY = 24 * 60 * 60 * 1000;

  /** All days from the first to the last date. */
  function daysOf(given) {
    const dates = [...new Set(given)].sort();
    const [first, last] = [dates[0], dates[dates.length - 1]].map((date) => Date.parse(`${date}T00:00:00Z`));
    const count = 1 + (last - first) / DAY;
    return count > 0 && count <= MAX_DAYS
      ? Array.from({length: count}, (_, day) => new Date(first + day * DAY).toISOString().slice(0, 10))
      : dates;
  }

  function axis(dates, colors) {
    return page.axis(colors, 'date', {
      type: 'category',
      data: daysOf(dates),
      axisLabel: {color: colors.text, hideOverlap: true},
    });
  }

  return {axis};
})();
