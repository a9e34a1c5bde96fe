'use strict';

/* global trainMeasures, trainSettings, epochsChart */
/* exported strengthsSection */

/** Losses of several trainings against each numeric setting that was swept. */
const strengthsSection = (() => {
  const {short, byId} = page;
  const {NOISE, partsOf, heldOutPart} = trainMeasures;

  function sweptNumbers(trials) {
    return [...new Set(trials.flatMap((trial) => Object.keys(trial.settings)))].filter(
      (key) =>
        key !== 'seed' &&
        trials.every((trial) => typeof trial.settings[key] === 'number') &&
        new Set(trials.map((trial) => trial.settings[key])).size > 1,
    );
  }

  /** The positions of values on the axis: evenly spaced if they include 0 and span orders of magnitude. */
  function placesOf(values) {
    const isApart = values[0] <= 0 && values.length > 3 && values[values.length - 1] > 20 * values[1];
    return {
      placeOf: (value) => (isApart ? values.indexOf(value) : value),
      valueAt: (place) => (isApart ? values[place] : place),
      axis: (colors, key) =>
        isApart
          ? page.axis(colors, key, {
              type: 'category',
              boundaryGap: false,
              data: values.map((value) => short(value, 3)),
              axisLabel: {color: colors.text, hideOverlap: true},
            })
          : page.spreadAxis(colors, key, values),
    };
  }

  function bandOf(name, color, points) {
    return page.band(`${name} ± 2 standard errors`, color, [
      ...points.map(({place, heldOut, error}) => [place, heldOut + NOISE * error]),
      ...[...points].reverse().map(({place, heldOut, error}) => [place, heldOut - NOISE * error]),
    ]);
  }

  function lineOf(name, color, points) {
    return {type: 'line', name, data: points, symbolSize: 8, itemStyle: {color}, lineStyle: {width: 2}};
  }

  function dotsOf(name, color, points) {
    return {type: 'scatter', name: `${name}, all`, data: points, symbolSize: 4, itemStyle: {color, opacity: 0.5}};
  }

  /** A dot for each training, if several share a value. */
  function dots(part, key, trials, values, placeOf) {
    return trials.length > values.length ? [trials.map((trial) => [placeOf(trial.settings[key]), trial.chosen[part.key].loss])] : [];
  }

  /** Losses against one setting: a point for each training, and lines through the best at each value, with
   * two standard errors of its held-out loss.
   */
  function showNumber(key, trials, parts, part) {
    const [training] = parts;
    const values = [...new Set(trials.map((trial) => trial.settings[key]))].sort((a, b) => a - b);
    const {placeOf, valueAt, axis} = placesOf(values);
    const best = values.map((value) => ({
      value,
      place: placeOf(value),
      ...trainSettings.best(trials.filter((trial) => trial.settings[key] === value), part),
    }));
    const smallest = best.reduce((a, b) => (b.heldOut < a.heldOut ? b : a));
    const series = (one, color, line) => [
      lineOf(one.name, color, line),
      ...dots(one, key, trials, values, placeOf).map((points) => dotsOf(one.name, color, points)),
    ];
    page.chart(
      epochsChart.newFigure(byId('strengths'), `Loss against ${key}`).querySelector('.chart'),
      `Training and ${part.name} loss against ${key}; the ${part.name} loss is smallest at ${short(smallest.value)}.`,
      (colors) => {
        const color = colors.palette[parts.indexOf(part)];
        return {
          legend: page.legend(colors),
          grid: {left: 70, right: 30, top: 40, bottom: 50},
          tooltip: page.tooltip(colors, {
            trigger: 'item',
            formatter: (item) => `${item.seriesName} at ${short(valueAt(item.value[0]))}: ${short(item.value[1])}`,
          }),
          xAxis: axis(colors, key),
          yAxis: page.axis(colors, 'loss', {type: 'value', scale: true, nameGap: 50}),
          series: [
            ...series(training, colors.palette[0], best.map((point) => [point.place, point.training])),
            bandOf(part.name, color, best),
            ...series(part, color, best.map((point) => [point.place, point.heldOut])),
          ],
        };
      },
    );
  }

  function show(data) {
    const parts = partsOf(data);
    const part = heldOutPart(parts);
    const trials = data.report.trials.filter((trial) => trial.chosen !== null);
    if (part !== undefined) {
      sweptNumbers(trials).forEach((key) => showNumber(key, trials, parts, part));
    }
  }

  return {show};
})();
