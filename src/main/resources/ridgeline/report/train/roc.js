'use strict';

/* global trainMeasures */
/* exported rocSection */

/** ROC curves. */
const rocSection = (() => {
  const {short, byId} = page;
  const {className, percent, mean} = trainMeasures;

  /** Maximum number of curves that are drawn; the first classes come first. */
  const MAX_CURVES = 12;

  function fullName(curve) {
    return `${curve.name}, area ${short(curve.area)}`;
  }

  /** The curves of the classes that have one. The two curves of two classes mirror each other, so one is enough. */
  function curvesOf(data) {
    const curves = data.curvesOfClasses.map((curve, k) => ({...curve, name: className(data, k)})).filter((curve) => curve.area !== null);
    return data.curvesOfClasses.length === 2 ? curves.slice(-1) : curves;
  }

  function note(curves, drawn) {
    const areas = curves.map((curve) => curve.area);
    if (curves.length === 1) {
      return `The area under the curve is ${short(areas[0])}: the probability that a test row of class ${curves[0].name} has a higher score for this class than a row of the other class.`;
    }
    const range = `${short(Math.min(...areas))} to ${short(Math.max(...areas))}, ${short(mean(areas))} on average`;
    const omitted = drawn.length < curves.length ? ` The chart shows the first ${drawn.length} of ${curves.length} classes.` : '';
    return `Areas under the curves are ${range}: an area is the probability that a test row of the class has a higher score for this class than a row of another class.${omitted}`;
  }

  function curveSeries(curve, {color, type}) {
    return {
      type: 'line',
      name: fullName(curve),
      data: curve.points,
      symbolSize: 4,
      showSymbol: curve.points.length < 30,
      itemStyle: {color},
      lineStyle: {width: 2, type},
    };
  }

  function rocOption(drawn, colors) {
    return {
      legend: page.lineLegend(colors, drawn.map(fullName)),
      grid: {left: 70, right: 20, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'item',
        formatter: (item) => `${item.seriesName}\ntrue positive rate ${percent(item.value[1])}, false positive rate ${percent(item.value[0])}`,
      }),
      xAxis: page.axis(colors, 'false positive rate', {type: 'value', min: 0, max: 1}),
      yAxis: page.axis(colors, 'true positive rate', {type: 'value', min: 0, max: 1, nameGap: 45}),
      series: drawn.map((curve, i) => curveSeries(curve, page.lineOf(colors, i))),
    };
  }

  function areasTable(curves) {
    return page.table(
      'Areas under the curves',
      [
        {name: 'class', text: true, value: (curve) => curve.name, show: (curve) => curve.name},
        {name: 'area', value: (curve) => curve.area},
      ],
      curves,
    );
  }

  function show(data) {
    const curves = curvesOf(data);
    if (curves.length === 0) {
      byId('roc-section').remove();
      return;
    }
    const drawn = curves.slice(0, MAX_CURVES);
    byId('roc-note').textContent = note(curves, drawn);
    page.chart(
      byId('roc').querySelector('.chart'),
      `True against false positive rate; areas: ${drawn.map((curve) => `${curve.name} ${short(curve.area)}`).join(', ')}.`,
      (colors) => rocOption(drawn, colors),
    );
    if (curves.length > 1) {
      page.behind(byId('roc'), 'Table of the areas', () => areasTable(curves));
    }
  }

  return {show};
})();
