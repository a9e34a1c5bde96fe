'use strict';

/* exported sweepCurves */

/** The curves of a sweep, one for each elasticNetParam, as drawn in the charts of several sections. */
const sweepCurves = (() => {
  const {short} = page;

  /** The steps of a curve that can be drawn on a logarithmic axis. */
  function shown(curve) {
    return [...curve.cvm.keys()].filter((step) => curve.regParams[step] > 0);
  }

  function shownRegParams(curves) {
    return curves.flatMap((curve) => shown(curve).map((step) => curve.regParams[step]));
  }

  function chosenIndex({curves, sweep}) {
    return curves.findIndex((curve) => curve.elasticNetParam === sweep.selected.elasticNetParam);
  }

  function kind(elasticNetParam) {
    return elasticNetParam === 0 ? 'ridge' : elasticNetParam === 1 ? 'lasso' : 'elastic net';
  }

  function plusMinus(error) {
    return `±\u00a0${short(error, 2)}`;
  }

  function regParamAxis(colors, regParams, more = {}) {
    return page.spreadAxis(colors, 'regParam (weaker to the right)', regParams, {inverse: true, ...more});
  }

  function errorAxis(colors, label, curves, more = {}) {
    const errors = curves.flatMap((curve) => curve.cvm);
    return page.spreadAxis(colors, `CV mean squared error of ${label}`, errors, {nameGap: 56, ...more});
  }

  function errorBand(curve, color, more = {}) {
    const steps = shown(curve);
    const floor = Math.min(...curve.cvm) / 2;
    const upper = steps.map((step) => [curve.regParams[step], curve.cvm[step] + curve.cvsd[step]]);
    const lower = steps.map((step) => [curve.regParams[step], Math.max(floor, curve.cvm[step] - curve.cvsd[step])]);
    return page.band(`elasticNetParam ${curve.elasticNetParam}`, color, [...upper, ...lower.reverse()], more);
  }

  function errorLine(curve, color, more = {}) {
    return {
      type: 'line',
      name: `elasticNetParam ${curve.elasticNetParam}`,
      data: shown(curve).map((step) => [curve.regParams[step], curve.cvm[step]]),
      showSymbol: shown(curve).length === 1,
      symbolSize: 6,
      lineStyle: {width: 2},
      itemStyle: {color},
      ...more,
    };
  }

  return {shown, shownRegParams, chosenIndex, kind, plusMinus, regParamAxis, errorAxis, errorBand, errorLine};
})();
