'use strict';

/* global compareFits */
/* exported tuningSection */

/** The cross-validated error of each tuned method against its strength. */
const tuningSection = (() => {
  const {short, byId} = page;
  const {newChart, color, errorAxis} = compareFits;

  /** The zoomed view extends to this many standard errors above the smallest error. */
  const NEAR = 4;

  function isTuned(method) {
    return method.curves.some((curve) => curve.strengths.length > 1);
  }

  /** Strength and error of each step of a curve that can be drawn on a logarithmic axis. */
  function pointsOf(curve) {
    return curve.strengths.map((strength, i) => [strength, curve.cvm[i]]).filter((point) => point[0] > 0);
  }

  function tooltipText(items, row, isMixed) {
    return items
      .filter((item) => item.seriesType === 'line')
      .map((item) => {
        const share = isMixed ? `elasticNetParam ${item.seriesName}, ` : '';
        return `${share}${row.strengthName} ${short(item.value[0])}: error ${short(item.value[1], 5)}`;
      })
      .join('\n');
  }

  /** limit: largest error to draw; null for all */
  function tuningOption(method, row, ownColor, limit, colors) {
    const isMixed = method.curves.length > 1;
    const names = isMixed ? method.curves.map((curve) => String(curve.elasticNetParam)) : [row.method];
    const curves = method.curves.map((curve) => pointsOf(curve).filter((point) => limit === null || point[1] <= limit));
    const points = curves.flat();
    return {
      legend: isMixed ? page.lineLegend(colors, names) : {show: false},
      grid: {left: 78, right: 20, top: isMixed ? 40 : 20, bottom: 50},
      tooltip: page.tooltip(colors, {trigger: 'axis', formatter: (items) => tooltipText(items, row, isMixed)}),
      xAxis: page.spreadAxis(
        colors,
        `${row.strengthName} (weaker to the right)`,
        points.map((point) => point[0]),
        {inverse: row.strengthName !== 'iterations'},
      ),
      yAxis: errorAxis(colors, 'CV mean squared error', points.map((point) => point[1])),
      series: [
        ...curves.map((curve, i) => ({
          type: 'line',
          name: names[i],
          data: curve,
          showSymbol: curve.length === 1,
          itemStyle: {color: isMixed ? color(colors, i) : ownColor(colors)},
          lineStyle: {width: 2},
        })),
        {
          type: 'scatter',
          name: 'chosen',
          data: [[row.strength, row.cvm]],
          symbolSize: 12,
          itemStyle: {color: colors.background, borderColor: colors.text, borderWidth: 2},
        },
      ],
    };
  }

  function tuningTable(method, row) {
    return page.table(
      `Cross-validated error of ${row.method}`,
      [
        ...(method.curves.length > 1 ? [{name: 'elasticNetParam', value: (point) => point[2]}] : []),
        {name: row.strengthName, value: (point) => point[0]},
        {name: 'cvm', value: (point) => point[1]},
      ],
      method.curves.flatMap((curve) => curve.strengths.map((strength, k) => [strength, curve.cvm[k], curve.elasticNetParam])),
    );
  }

  function showMethod(method, row, index) {
    const near = byId('tuning-near');
    const limit = () => (near.checked && row.cvsd > 0 ? row.cvm + NEAR * row.cvsd : null);
    const place = newChart(byId('tuning'), row.method, false);
    const chart = page.chart(
      place.querySelector('.chart'),
      `Cross-validated error of ${row.method} against its ${row.strengthName}; the smallest error, ${short(row.cvm)}, is at ${short(row.strength)}.`,
      (colors) => tuningOption(method, row, (palette) => color(palette, index), limit(), colors),
    );
    near.addEventListener('change', () => chart.draw());
    page.behind(place, `Table of ${row.method}`, () => tuningTable(method, row));
  }

  function show({report, methods}) {
    if (!methods.some(isTuned)) {
      byId('tuning-section').remove();
      return;
    }
    report.tuned.methods.forEach((row, i) => {
      if (isTuned(methods[i])) {
        showMethod(methods[i], row, i);
      }
    });
  }

  return {show};
})();
