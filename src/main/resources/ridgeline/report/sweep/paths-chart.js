'use strict';

/* global sweepCurves */
/* exported pathsChart */

/** The chart of a coefficient path below the error of the same cells. */
const pathsChart = (() => {
  const {short} = page;
  const {shown, regParamAxis, errorAxis, errorBand, errorLine} = sweepCurves;

  /** Number of features whose lines are named. */
  const NAMED = 10;

  /** Standardised coefficients of a curve: the features, strongest first, and a value for each feature and step. */
  function decoded(path) {
    const bytes = Uint8Array.from(atob(path.values), (letter) => letter.charCodeAt(0));
    const values = new Float32Array(bytes.buffer);
    return {features: path.features, steps: path.steps, omitted: path.omitted, at: (k, step) => values[k * path.steps + step]};
  }

  /** Positions in a path of its strongest features and of those that the user searched for. */
  function namedPositions(path, sought) {
    const strongest = path.features.slice(0, NAMED).map((_, k) => k);
    return [...strongest, ...path.features.flatMap((feature, k) => (k >= NAMED && sought.has(feature) ? [k] : []))];
  }

  /** The lines of all other features as alternating x and y, with a gap after each: a single series draws fast. */
  function otherLines(path, curve, named) {
    const steps = shown(curve);
    const isNamed = new Set(named);
    const others = [...path.features.keys()].filter((k) => !isNamed.has(k));
    const line = 2 * (steps.length + 1);
    const points = new Float64Array(others.length * line).fill(NaN);
    others.forEach((k, i) => {
      steps.forEach((step, s) => {
        points[i * line + 2 * s] = curve.regParams[step];
        points[i * line + 2 * s + 1] = path.at(k, step);
      });
    });
    return points;
  }

  function chosenLine(colors, chosen, curve) {
    const isHere = chosen.elasticNetParam === curve.elasticNetParam && chosen.regParam > 0;
    return {
      silent: true,
      symbol: 'none',
      precision: 20,
      label: {formatter: 'chosen', color: colors.text},
      lineStyle: {color: colors.negative, type: 'dashed', width: 1.5},
      data: isHere ? [{xAxis: chosen.regParam}] : [],
    };
  }

  /** In the order of the lines at the end of the chart, from top to bottom. */
  function legend(colors, {terms}, path, curve, named) {
    const last = shown(curve).pop() ?? 0;
    const names = [...named].sort((a, b) => path.at(b, last) - path.at(a, last)).map((k) => terms[path.features[k]]);
    return page.lineLegend(colors, names, {
      textStyle: {color: colors.text, width: 130, overflow: 'truncate', fontSize: 11},
      tooltip: {show: true},
      ...(page.narrow.matches ? {} : {orient: 'vertical', left: 'auto', right: 0, top: '34%', bottom: 20, width: 180, align: 'left'}),
    });
  }

  function errorSeries(colors, curve, chosen) {
    const axes = {xAxisIndex: 0, yAxisIndex: 0};
    const line = chosenLine(colors, chosen, curve);
    return [
      errorBand(curve, colors.accent, axes),
      errorLine(curve, colors.accent, {...axes, markLine: {...line, label: {...line.label, show: true}}}),
    ];
  }

  function othersSeries(colors, path, curve, chosen, named) {
    return {
      type: 'line',
      name: 'other features',
      xAxisIndex: 1,
      yAxisIndex: 1,
      dimensions: ['regParam', 'coefficient'],
      data: otherLines(path, curve, named),
      connectNulls: false,
      showSymbol: false,
      silent: true,
      lineStyle: {color: colors.dim, width: 1, opacity: 0.45},
      markLine: {...chosenLine(colors, chosen, curve), label: {show: false}},
    };
  }

  function namedSeries(name, points, {color, type}, isSought) {
    return {
      type: 'line',
      name,
      xAxisIndex: 1,
      yAxisIndex: 1,
      data: points,
      showSymbol: points.length === 1,
      triggerLineEvent: true,
      lineStyle: {width: isSought ? 4 : 2, type},
      itemStyle: {color},
      emphasis: {focus: 'series', lineStyle: {width: 4}},
    };
  }

  /** The option of the chart.
   * sought: features that are drawn as thick lines; tooltipText: items -> text
   */
  function option(colors, data, path, curve, sought, tooltipText) {
    const {terms} = data;
    const chosen = data.sweep.selected;
    const wide = !page.narrow.matches;
    const right = wide ? 190 : 24;
    const regParams = sweepCurves.shownRegParams(data.curves);
    const named = namedPositions(path, sought);
    const points = (k) => shown(curve).map((step) => [curve.regParams[step], path.at(k, step)]);
    return {
      legend: legend(colors, data, path, curve, named),
      axisPointer: {link: [{xAxisIndex: 'all'}], label: {backgroundColor: colors.muted, formatter: (axis) => short(axis.value, 3)}},
      tooltip: page.tooltip(colors, {trigger: 'axis', formatter: tooltipText}),
      grid: [
        {left: 78, right, top: wide ? 24 : 56, height: '20%'},
        {left: 78, right, top: '36%', bottom: 50},
      ],
      xAxis: [
        regParamAxis(colors, regParams, {gridIndex: 0, name: '', axisLabel: {show: false}}),
        regParamAxis(colors, regParams, {gridIndex: 1}),
      ],
      yAxis: [
        errorAxis(colors, data.label, [curve], {gridIndex: 0, name: 'error'}),
        page.axis(colors, 'standardised coefficient', {type: 'value', gridIndex: 1, nameGap: 56}),
      ],
      series: [
        ...errorSeries(colors, curve, chosen),
        othersSeries(colors, path, curve, chosen, named),
        ...named.map((k, i) => namedSeries(terms[path.features[k]], points(k), page.lineOf(colors, i), sought.has(path.features[k]))),
      ],
    };
  }

  return {decoded, namedPositions, option};
})();
