'use strict';

/* global sweepCurves */
/* exported residualsSection */

/** Mean residuals by prediction, and the test for curvature. */
const residualsSection = (() => {
  const {whole, short, byId} = page;
  const {plusMinus} = sweepCurves;

  function tooltipText(group) {
    return `${whole(group.rows)} rows, predicted ${short(group.prediction)}\nmean residual ${short(group.residual)} ${plusMinus(group.standardError)}`;
  }

  function meansOption(means, label, colors) {
    return {
      grid: {left: 78, right: 20, top: 20, bottom: 50},
      tooltip: page.tooltip(colors, {trigger: 'item', formatter: (item) => tooltipText(means[item.dataIndex])}),
      xAxis: page.axis(colors, `predicted ${label}`, {type: 'value', scale: true}),
      yAxis: page.axis(colors, `mean residual in ${label}`, {type: 'value', nameGap: 56}),
      series: [
        page.errorBars(
          'standard error',
          colors.accent,
          means.map((group) => [group.prediction, group.residual - group.standardError, group.residual + group.standardError]),
        ),
        {
          type: 'scatter',
          name: 'mean residual',
          data: means.map((group) => [group.prediction, group.residual]),
          symbolSize: 8,
          itemStyle: {color: colors.accent},
          markLine: {
            silent: true,
            symbol: 'none',
            label: {show: false},
            lineStyle: {color: colors.negative, type: 'dashed', width: 1.5},
            data: [{yAxis: 0}],
          },
        },
      ],
    };
  }

  /** The result of the test for curvature in a sentence; bend: null if unknown. */
  function curvature(bend) {
    if (bend === null) {
      return 'There are too few rows, or too little noise, to test the residuals for curvature.';
    }
    const numbers = `χ² = ${short(bend.chiSquared, 3)}, while noise hardly ever exceeds ${short(bend.limit, 3)}`;
    const share = `${short(100 * bend.share, 2)}\u00a0% of the mean squared error`;
    if (bend.hint) {
      return (
        `Possible curvature: the mean residual deviates from a straight line in the prediction by more than noise explains (${numbers}), ` +
        `most at predictions of about ${short(bend.prediction, 3)}, by ${short(bend.distance, 2)} ${plusMinus(bend.standardError)}; the curvature explains ${share}. ` +
        'Powers (data.degree), interactions, or a function of a feature or of the label may fit better.'
      );
    }
    return bend.chiSquared > bend.limit
      ? `The mean residual curves with the prediction by more than noise explains (${numbers}), but that explains only ${share}.`
      : `The mean residual shows no curvature beyond noise (${numbers}).`;
  }

  function meansTable(means) {
    return page.table(
      'Mean residuals by prediction',
      [
        {name: 'mean prediction', value: (group) => group.prediction},
        {name: 'mean residual', value: (group) => group.residual, show: (group) => short(group.residual)},
        {name: 'standard error', value: (group) => group.standardError, show: (group) => short(group.standardError, 2)},
        {name: 'rows', value: (group) => group.rows, show: (group) => whole(group.rows)},
      ],
      means,
    );
  }

  function show({sweep, heldOut, label}) {
    if (heldOut === null) {
      byId('means').remove();
      return;
    }
    const {means} = heldOut;
    const verdict = curvature(sweep.heldOut.curvature);
    byId('curvature').textContent = verdict;
    if (means.length === 0) {
      byId('means').querySelector('figure').remove();
      return;
    }
    page.chart(
      byId('means').querySelector('.chart'),
      `Mean residual of ${means.length} groups of rows by prediction, with one standard error on each side. ${verdict}`,
      (colors) => meansOption(means, label, colors),
    );
    page.behind(byId('means'), 'Table of mean residuals', () => meansTable(means));
  }

  return {show};
})();
