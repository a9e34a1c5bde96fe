'use strict';

/* global sweepCurves */
/* exported surfaceSection */

/** The heat map of the errors over elasticNetParam and regParam. */
const surfaceSection = (() => {
  const {whole, short, byId} = page;
  const {shown, shownRegParams, chosenIndex, regParamAxis} = sweepCurves;

  /** Each cell extends half-way to its neighbours. */
  function rectangles(curves) {
    return curves.flatMap((curve, i) => {
      const logs = curve.regParams.map((value) => Math.log(value));
      return shown(curve)
        .filter((step) => curve.cvm[step] > 0)
        .map((step) => {
          const [before, after] = [logs[step - 1], logs[step + 1]].map((log) => (Number.isFinite(log) ? Math.abs(log - logs[step]) : null));
          return [
            Math.exp(logs[step] - (after ?? before ?? 0.1) / 2),
            Math.exp(logs[step] + (before ?? after ?? 0.1) / 2),
            i - 0.5,
            i + 0.5,
            Math.log10(curve.cvm[step]),
            step,
          ];
        });
    });
  }

  function tooltipText(curve, step) {
    return (
      `elasticNetParam ${curve.elasticNetParam}, regParam ${short(curve.regParams[step])}\nerror ` +
      `${short(curve.cvm[step], 5)} ± ${short(curve.cvsd[step], 2)}, ${whole(curve.nzero[step])} features`
    );
  }

  function errorScale(colors, errors) {
    return {
      type: 'continuous',
      seriesIndex: 0,
      dimension: 4,
      min: Math.min(...errors),
      max: Math.max(...errors),
      orient: 'horizontal',
      left: 'center',
      top: 0,
      calculable: true,
      inRange: {color: [...colors.scale].reverse()},
      textStyle: {color: colors.text},
      formatter: (value) => short(10 ** value, 3),
    };
  }

  function elasticNetParamAxis(colors, curves) {
    const names = curves.map((curve) => String(curve.elasticNetParam));
    return page.axis(colors, 'elasticNetParam', {
      type: 'value',
      min: -0.5,
      max: curves.length - 0.5,
      interval: 0.5,
      splitLine: {show: false},
      axisTick: {show: false},
      axisLabel: {color: colors.text, formatter: (value) => (Number.isInteger(value) ? names[value] : '')},
    });
  }

  function ring(colors, data) {
    const chosen = data.sweep.selected;
    return {
      type: 'scatter',
      name: 'chosen',
      data: chosen.regParam > 0 ? [[chosen.regParam, chosenIndex(data)]] : [],
      symbolSize: 16,
      z: 10,
      itemStyle: {color: 'transparent', borderColor: colors.negative, borderWidth: 3},
      label: {show: true, formatter: 'chosen', position: 'left', color: colors.text, backgroundColor: colors.background, padding: 2},
      tooltip: {show: false},
    };
  }

  function surfaceOption(data, colors) {
    const {curves} = data;
    const cells = rectangles(curves);
    return {
      grid: {left: 78, right: 24, top: 60, bottom: 50},
      tooltip: page.tooltip(colors, {
        formatter: (item) => tooltipText(curves[Math.round(item.value[2] + 0.5)], item.value[5]),
      }),
      visualMap: errorScale(colors, cells.map((cell) => cell[4])),
      xAxis: regParamAxis(colors, shownRegParams(curves)),
      yAxis: elasticNetParamAxis(colors, curves),
      series: [
        page.rectangles('error', cells, {dimensions: ['x from', 'x to', 'y from', 'y to', 'value', 'step']}),
        ring(colors, data),
      ],
    };
  }

  function show(data) {
    if (rectangles(data.curves).length === 0) {
      byId('surface-part').remove();
      return;
    }
    const chosen = data.sweep.selected;
    const ringed =
      chosen.regParam > 0
        ? `; the chosen cell, elasticNetParam ${chosen.elasticNetParam}, regParam ${short(chosen.regParam)}, is ringed`
        : '';
    page.chart(
      byId('surface').querySelector('.chart'),
      `Heat map of the cross-validated error over elasticNetParam and regParam${ringed}. The table of errors above has all values.`,
      (colors) => surfaceOption(data, colors),
    );
  }

  return {show};
})();
