'use strict';

/* global pageText */
/* exported pageAxes */

/** Axes, legends and tooltips of charts. */
const pageAxes = (() => {
  const {short} = pageText;

  /** Length of a line in a legend, in pixels: long enough for two dashes. */
  const LEGEND_LINE = 36;

  /** The style of the i-th of many lines: solid in each colour first, then dashed, then dotted. */
  function lineOf(colors, i) {
    const count = colors.palette.length;
    return {color: colors.palette[i % count], type: ['solid', 'dashed', 'dotted'][Math.floor(i / count) % 3]};
  }

  function axis(colors, name, more = {}) {
    return {
      name,
      nameTruncate: {maxWidth: 300},
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: {color: colors.muted},
      axisLine: {show: true, onZero: false, lineStyle: {color: colors.dim}},
      axisLabel: {color: colors.text, hideOverlap: true, formatter: (value) => short(value, 3)},
      splitLine: {lineStyle: {color: colors.line}},
      minorSplitLine: {show: false},
      ...more,
    };
  }

  /** A short number for an axis. */
  function tick(value, digits = 3) {
    return value >= 1e5 || (value > 0 && value < 1e-3)
      ? Number(value.toPrecision(digits)).toExponential().replace('e+', 'e')
      : short(value, digits);
  }

  /** ECharts rounds the ticks of logarithmic axes to ten decimals, so that smaller ones are 0. */
  function logTick(value) {
    return value === 0 ? '' : tick(value);
  }

  /** How many digits make the ticks of a linear axis differ. */
  function tickDigits(low, high) {
    const size = Math.max(Math.abs(low), Math.abs(high));
    return high > low ? Math.min(12, Math.max(3, 2 + Math.ceil(Math.log10(size / (high - low))))) : 3;
  }

  /** An axis for values: linear if they are within a factor of four, logarithmic if they are positive
   * and farther apart. ECharts puts ticks only at powers of its base, so the base depends on the values.
   */
  function spreadAxis(colors, name, values, more = {}) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const decades = Math.log10(high / low);
    const axisLabel = {color: colors.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: logTick, ...more.axisLabel};
    if (!(low > 0 && decades > Math.log10(4))) {
      const digits = tickDigits(low, high);
      const formatter = (value) => tick(value, digits);
      return axis(colors, name, {type: 'value', scale: true, ...more, axisLabel: {...axisLabel, showMinLabel: true, showMaxLabel: true, formatter, ...more.axisLabel}});
    }
    return axis(colors, name, {
      type: 'log',
      logBase: decades < 2.2 ? 2 : decades < 9.5 ? 10 : decades < 19 ? 100 : 1000,
      splitNumber: 8,
      // Slightly more than the range of the data, so that its ends are not cut off.
      min: (extent) => extent.min * 0.93,
      max: (extent) => extent.max / 0.93,
      ...more,
      axisLabel,
    });
  }

  /** Tooltips are drawn on the canvas rather than as HTML, so that names are never parsed as markup. */
  function tooltip(colors, more) {
    return {
      renderMode: 'richText',
      confine: true,
      backgroundColor: colors.raised,
      borderColor: colors.line,
      textStyle: {color: colors.text, fontSize: 12},
      ...more,
    };
  }

  function legend(colors, more = {}) {
    return {type: 'scroll', top: 0, textStyle: {color: colors.text}, pageTextStyle: {color: colors.text}, ...more};
  }

  /** A legend of lines without symbols, long enough to show their dashes, which a symbol would hide. The
   * first series of each name is the line.
   */
  function lineLegend(colors, names, more = {}) {
    return legend(colors, {data: names, itemWidth: LEGEND_LINE, itemStyle: {opacity: 0}, ...more});
  }

  return {lineOf, axis, spreadAxis, tooltip, legend, lineLegend};
})();
