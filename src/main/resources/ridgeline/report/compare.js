'use strict';

/** Fills the report of a comparison. */
(() => {
  const {data, whole, short, element, byId} = page;
  const report = data.report;
  const tuned = report.tuned;

  /** Features of the chart of coefficients. */
  const MAX_BARS = 15;

  document.title = `${report.name}: Ridgeline comparison`;
  byId('name').textContent = report.name;
  byId('headline').textContent =
    `${data.label} on ${whole(report.terms.length)} features, ${whole(report.rows.used)} rows, ${report.provenance.started}`;

  function newChart(place, title, tall) {
    const made = element('figure', {}, element('figcaption', {}, title), element('div', {class: tall ? 'chart tall' : 'chart', tabindex: '0'}));
    place.append(made);
    return made;
  }

  function color(colors, i) {
    return colors.palette[i % colors.palette.length];
  }

  function errorAxis(colors, name, values, more = {}) {
    return page.spreadAxis(colors, name, values, {nameGap: 56, ...more});
  }

  // Fits at given strengths

  function describeFit(fit) {
    if (fit.regParam === 0) {
      return fit.name;
    }
    return `${fit.name}, regParam ${short(fit.regParam)}`;
  }

  function scatterOption(fit, index) {
    const xs = data.points.map((point) => point[0]);
    const ends = [Math.min(...xs), Math.max(...xs)];
    return (colors) => ({
      grid: {left: 60, right: 20, top: 20, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'item',
        formatter: (item) => `${report.terms[0]} ${short(item.value[0])}, ${data.label} ${short(item.value[1])}`,
      }),
      xAxis: page.axis(colors, report.terms[0], {type: 'value', scale: true}),
      yAxis: page.axis(colors, data.label, {type: 'value', scale: true, nameGap: 40}),
      series: [
        {type: 'scatter', name: 'rows', data: data.points, symbolSize: 6, itemStyle: {color: colors.dim, opacity: 0.8}},
        {
          type: 'line',
          name: fit.name,
          data: ends.map((x) => [x, fit.intercept + fit.coefficients[0] * x]),
          showSymbol: false,
          itemStyle: {color: color(colors, index)},
          lineStyle: {width: 3},
        },
      ],
    });
  }

  /** Bars of the strongest features of two fits. */
  function barsOption(fits, names) {
    return (colors) => ({
      legend: page.legend(colors),
      grid: {left: 20, right: 30, top: 40, bottom: 40, containLabel: true},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        axisPointer: {type: 'shadow'},
        formatter: (items) => [items[0].name, ...items.map((item) => `${item.seriesName} ${short(item.value)}`)].join('\n'),
      }),
      xAxis: page.axis(colors, fits[0].axis, {type: 'value'}),
      yAxis: page.axis(colors, '', {
        type: 'category',
        inverse: true,
        data: names.map((name) => name[1]),
        axisLabel: {color: colors.text, width: 150, overflow: 'truncate', interval: 0},
      }),
      series: fits.map((fit, i) => ({
        type: 'bar',
        name: fit.name,
        data: names.map((name) => fit.values[name[0]]),
        itemStyle: {color: color(colors, i)},
        barGap: '5%',
        barCategoryGap: '25%',
      })),
    });
  }

  function coefficientsTable(fits) {
    return page.table(
      `Every ${fits[0].axis}`,
      [
        {name: 'term', text: true, value: (j) => report.terms[j], show: (j) => report.terms[j]},
        ...fits.map((fit) => ({name: fit.name, value: (j) => fit.values[j], show: (j) => short(fit.values[j])})),
      ],
      [...report.terms.keys()],
    );
  }

  function strongest(fits) {
    const largest = report.terms.map((_, j) => Math.max(...fits.map((fit) => Math.abs(fit.values[j]))));
    return [...report.terms.keys()]
      .filter((j) => largest[j] > 0)
      .sort((a, b) => largest[b] - largest[a])
      .slice(0, MAX_BARS)
      .map((j) => [j, report.terms[j]]);
  }

  function pairs() {
    const plain = report.fits[0];
    if (data.points.length > 0 && data.points.length < report.rows.used) {
      byId('pairs-note').textContent = `A sample of ${whole(data.points.length)} of the ${whole(report.rows.used)} rows is drawn.`;
    }
    report.fits.slice(1).forEach((fit, i) => {
      const row = element('div', {class: 'pair'});
      byId('pairs').append(row);
      if (data.points.length > 0) {
        [
          [plain, 0],
          [fit, i + 1],
        ].forEach(([one, index]) => {
          const place = newChart(row, describeFit(one), false);
          page.chart(
            place.querySelector('.chart'),
            `Scatter of ${whole(data.points.length)} rows with the line of ${describeFit(one)}: ${data.label} = ` +
              `${short(one.intercept, 6)} + ${short(one.coefficients[0], 6)} ${report.terms[0]}, ` +
              `mean squared error ${short(one.trainingError)}.`,
            scatterOption(one, index),
          );
          page.behind(place, 'Table of the points', () =>
            page.table(
              `Points and the line of ${describeFit(one)}`,
              [
                {name: report.terms[0], value: (point) => point[0]},
                {name: data.label, value: (point) => point[1]},
                {name: 'line', value: (point) => one.intercept + one.coefficients[0] * point[0]},
              ],
              data.points,
            ),
          );
        });
        return;
      }
      const fits = [plain, fit].map((one) => ({name: describeFit(one), values: one.coefficients, axis: 'coefficient'}));
      const place = newChart(row, `${plain.name} against ${fit.name}`, true);
      page.chart(
        place.querySelector('.chart'),
        `Bars of the largest coefficients of ${plain.name} and ${fit.name}; the table below has the errors.`,
        barsOption(fits, strongest(fits)),
      );
      page.behind(place, 'Table of the coefficients', () => coefficientsTable(fits));
    });
    byId('fixed-table').append(
      page.table(
        'Fits at given strengths',
        [
          {name: 'fit', text: true, value: (fit) => fit.name, show: (fit) => fit.name},
          {name: 'elasticNetParam', value: (fit) => fit.elasticNetParam},
          {name: 'regParam', value: (fit) => fit.regParam},
          {name: 'mean squared error', value: (fit) => fit.trainingError},
          {name: 'KKT residual', value: (fit) => fit.kkt, show: (fit) => (fit.converged ? short(fit.kkt, 2) : `${short(fit.kkt, 2)}, did NOT converge`)},
          {name: 'intercept', value: (fit) => fit.intercept, show: (fit) => short(fit.intercept, 9)},
          ...report.terms.slice(0, 3).map((term, j) => ({
            name: term,
            value: (fit) => fit.coefficients[j],
            show: (fit) => short(fit.coefficients[j], 9),
          })),
        ],
        report.fits,
      ),
    );
  }

  // Tuned methods

  function strengthText(row) {
    const isMixed = row.elasticNetParam !== null && row.elasticNetParam % 1 !== 0;
    const share = isMixed ? `, elasticNetParam ${row.elasticNetParam}` : '';
    return row.strength === 0 ? '' : `${row.strengthName} ${short(row.strength)}${share}`;
  }

  /** By cross-validation, as a choice by the test error would spoil the test. */
  function summary() {
    const least = (key) => tuned.methods.reduce((a, b) => (b[key] < a[key] ? b : a));
    const rmse = (error) => short(Math.sqrt(error), 5);
    const best = least('cvm');
    const tested = least('testError');
    const texts = [
      `Each method was tuned by ${tuned.folds}-fold cross-validation on ${whole(tuned.trainingRows)} rows. Least ` +
        `cross-validated error: ${[best.method, strengthText(best)].filter(Boolean).join(', ')}, RMSE ${rmse(best.cvm)}; on the ` +
        `${whole(tuned.testRows)} rows that no tuning saw, ${rmse(best.testError)}.`,
    ];
    if (tested !== best) {
      const within = tested.testSe !== null && best.testError - tested.testError < tested.testSe;
      texts.push(
        `The least error on those has ${tested.method}, ${rmse(tested.testError)}` +
          (within ? ', which is within one standard error.' : '.'),
      );
    }
    const astray = tuned.methods.filter((row) => row.cvm > 4 * Math.max(row.testError, best.cvm));
    if (astray.length > 0) {
      texts.push(
        `In some fold ${astray.map((row) => `${row.method} (CV RMSE ${rmse(row.cvm)})`).join(', ')} went far astray: ` +
          'rows unlike the others, which the test may not have, are predicted badly by a fit that is not regularised enough.',
      );
    }
    const rough = tuned.methods.filter((row) => row.notConverged > 0);
    if (rough.length > 0) {
      texts.push(`${rough.map((row) => `${row.method}: ${whole(row.notConverged)} fits did NOT converge`).join('; ')}.`);
    }
    return texts.join(' ');
  }

  function standardError(row) {
    return row.testSe === null ? null : row.testSe / (2 * Math.sqrt(row.testError));
  }

  const errorColumn = {
    name: 'standard error',
    value: (row) => standardError(row) ?? 0,
    show: (row) => (row.testSe === null ? '' : `± ${short(standardError(row), 2)}`),
  };

  function methodsTable() {
    return page.table(
      'Tuned methods',
      [
        {name: 'method', text: true, value: (row) => row.method, show: (row) => row.method},
        {name: 'strength', text: true, show: strengthText},
        {name: 'training RMSE', value: (row) => Math.sqrt(row.trainingError)},
        {name: 'CV RMSE', value: (row) => Math.sqrt(row.cvm)},
        {name: 'test RMSE', value: (row) => Math.sqrt(row.testError)},
        errorColumn,
        {name: 'nonzero', value: (row) => row.nzero, show: (row) => whole(row.nzero)},
        {name: 'norm', value: (row) => row.norm, show: (row) => short(row.norm)},
      ],
      tuned.methods,
    );
  }

  /** A test's RMSE less and plus its standard error. */
  function testEnds(row) {
    const rmse = Math.sqrt(row.testError);
    return [Math.max(rmse - standardError(row), rmse / 10), rmse + standardError(row)];
  }

  function errorsOption(colors) {
    const kinds = [
      ['training', 'trainingError'],
      ['test', 'testError'],
    ];
    const bars = tuned.methods.flatMap((row, j) => (row.testSe === null ? [] : [[j, ...testEnds(row)]]));
    return {
      legend: page.legend(colors, {data: kinds.map((entry) => entry[0])}),
      grid: {left: 20, right: 30, top: 40, bottom: 40, containLabel: true},
      tooltip: page.tooltip(colors, {
        trigger: 'item',
        formatter: (item) => {
          const row = tuned.methods[item.value[1]];
          const error = item.seriesName === 'test' && row.testSe !== null ? ` ± ${short(standardError(row), 2)}` : '';
          return `${row.method}, ${item.seriesName}: RMSE ${short(item.value[0], 6)}${error}`;
        },
      }),
      xAxis: errorAxis(
        colors,
        `RMSE of ${data.label}`,
        [...tuned.methods.flatMap((row) => kinds.map((entry) => Math.sqrt(row[entry[1]]))), ...bars.flatMap((bar) => bar.slice(1))],
        {nameGap: 30},
      ),
      yAxis: page.axis(colors, '', {
        type: 'category',
        inverse: true,
        data: tuned.methods.map((row) => row.method),
        axisLabel: {color: colors.text, interval: 0},
        splitLine: {show: true, lineStyle: {color: colors.line}},
      }),
      series: [
        ...kinds.map(([name, key], i) => ({
          type: 'scatter',
          name,
          data: tuned.methods.map((row, j) => [Math.sqrt(row[key]), j]),
          symbol: ['circle', 'diamond'][i],
          symbolSize: 14,
          itemStyle: {color: color(colors, i)},
        })),
        page.errorBars('standard error', color(colors, 1), bars, {lying: true}),
      ],
    };
  }

  /** Standard errors of a test by which its error differs clearly from that of the training. */
  const CLEARLY = 2;

  /** What training and test errors say of over-fitting, which is not the same in every comparison. */
  function gaps() {
    const kinds = {over: [], alike: [], under: []};
    tuned.methods.forEach((row) => {
      const gap = Math.sqrt(row.testError) - Math.sqrt(row.trainingError);
      const noise = row.testSe === null ? 0 : CLEARLY * standardError(row);
      kinds[gap > noise ? 'over' : gap < -noise ? 'under' : 'alike'].push(row.method);
    });
    const isKnown = tuned.methods.every((row) => row.testSe !== null);
    const by = isKnown ? ' by more than two standard errors' : '';
    const texts = [
      [kinds.over, (names) => `The test error is above the training error${by} for ${names}: over-fitting, or harder rows in the test.`],
      [kinds.alike, (names) => `Test and training errors are within two standard errors of each other for ${names}: the test shows no over-fitting.`],
      [
        kinds.under,
        (names) =>
          `The test error is below the training error${by} for ${names}: the rows of the test happen to be easier, so that the two do not show whether a fit over-fits.`,
      ],
    ];
    const bars = isKnown
      ? 'Bars reach one standard error to each side of a test error. The methods share the rows of the test, so their differences are more certain than the bars.'
      : '';
    return [
      ...texts.filter(([names]) => names.length > 0).map(([names, text]) => text(names.length === tuned.methods.length ? 'every method' : names.join(', '))),
      bars,
    ]
      .filter(Boolean)
      .join(' ');
  }

  // Learning curves

  /** By what factor the axis reaches beyond the errors. */
  const MARGIN = 1.02;

  /** An error so many interquartile ranges above the upper quartile is an outlier (Tukey 1977). */
  const OUTLYING = 1.5;

  const learningErrors = data.learning.flatMap((point) => [point.testError, point.trainingError].map(Math.sqrt));

  /** The largest test error that is no outlier; null if outliers would not take most of the chart. */
  function learningLimit() {
    const sorted = data.learning.map((point) => Math.sqrt(point.testError)).sort((a, b) => a - b);
    const quantile = (share) => sorted[Math.floor(share * (sorted.length - 1))];
    const fence = quantile(0.75) + OUTLYING * (quantile(0.75) - quantile(0.25));
    const largest = Math.max(...sorted.filter((error) => error <= fence));
    const least = Math.min(...learningErrors);
    return sorted[sorted.length - 1] - least > 2 * (largest - least) ? largest : null;
  }

  const limit = tuned === null ? null : learningLimit();

  function isWhole() {
    return limit === null || byId('learning-whole').checked;
  }

  /** The methods that leave the chart, and how far they go. */
  function outliers() {
    const farthest = new Map();
    data.learning
      .filter((point) => Math.sqrt(point.testError) > limit * MARGIN)
      .forEach((point) => farthest.set(point.method, Math.max(farthest.get(point.method) ?? 0, Math.sqrt(point.testError))));
    return [...farthest].map(([method, error]) => `${method} (up to ${short(error, 3)})`).join(', ');
  }

  function learningOption(colors) {
    const names = tuned.methods.map((row) => row.method);
    const line = (method, key) =>
      data.learning.filter((point) => point.method === method).map((point) => [point.rows, Math.sqrt(point[key])]);
    return {
      legend: page.legend(colors, {data: names}),
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) =>
          [
            `${whole(items[0].value[0])} rows`,
            ...data.learning
              .filter((point) => point.rows === items[0].value[0])
              .map((point) => {
                const error = point.testSe === null ? '' : ` ± ${short(standardError(point), 2)}`;
                return `${point.method}: test ${short(Math.sqrt(point.testError), 5)}${error}, training ${short(Math.sqrt(point.trainingError), 5)}`;
              }),
          ].join('\n'),
      }),
      xAxis: page.spreadAxis(colors, 'training rows', data.learning.map((point) => point.rows), {axisLabel: {formatter: (value) => whole(Math.round(value))}}),
      yAxis: isWhole()
        ? errorAxis(colors, `RMSE of ${data.label}`, learningErrors)
        : errorAxis(
            colors,
            `RMSE of ${data.label}`,
            learningErrors.filter((error) => error <= limit),
            {min: Math.min(...learningErrors) / MARGIN, max: limit * MARGIN, axisLabel: {showMinLabel: false, showMaxLabel: false}},
          ),
      series: names.flatMap((name, i) => [
        {type: 'line', name, data: line(name, 'testError'), symbolSize: 7, itemStyle: {color: color(colors, i)}, lineStyle: {width: 2}},
        {type: 'line', name, data: line(name, 'trainingError'), showSymbol: false, itemStyle: {color: color(colors, i)}, lineStyle: {width: 1.5, type: 'dashed'}},
        page.errorBars(
          name,
          color(colors, i),
          data.learning.filter((point) => point.method === name && point.testSe !== null).map((point) => [point.rows, ...testEnds(point)]),
        ),
      ]),
    };
  }

  /** Standard errors above the smallest error that a view of the choice reaches. */
  const NEAR = 4;

  function tuningOption(method, row, index) {
    return (colors) => {
      const descends = row.strengthName === 'iterations';
      const all = method.curves.map((curve) => curve.strengths.map((strength, i) => [strength, curve.cvm[i]]).filter((point) => point[0] > 0));
      const isNear = byId('tuning-near').checked && row.cvsd > 0;
      const curves = isNear ? all.map((points) => points.filter((point) => point[1] <= row.cvm + NEAR * row.cvsd)) : all;
      return {
        legend: curves.length > 1 ? page.lineLegend(colors, method.curves.map((curve) => String(curve.elasticNetParam))) : {show: false},
        grid: {left: 78, right: 20, top: curves.length > 1 ? 40 : 20, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'axis',
          formatter: (items) =>
            items
              .filter((item) => item.seriesType === 'line')
              .map((item) => {
                const share = curves.length > 1 ? `elasticNetParam ${item.seriesName}, ` : '';
                return `${share}${row.strengthName} ${short(item.value[0])}: error ${short(item.value[1], 5)}`;
              })
              .join('\n'),
        }),
        xAxis: page.spreadAxis(
          colors,
          `${row.strengthName} (weaker to the right)`,
          curves.flat().map((point) => point[0]),
          {inverse: !descends},
        ),
        yAxis: errorAxis(colors, 'CV mean squared error', curves.flat().map((point) => point[1])),
        series: [
          ...curves.map((points, i) => ({
            type: 'line',
            name: curves.length > 1 ? String(method.curves[i].elasticNetParam) : row.method,
            data: points,
            showSymbol: points.length === 1,
            itemStyle: {color: color(colors, curves.length > 1 ? i : index)},
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
    };
  }

  function kinshipOption(lines, yName) {
    return (colors) => ({
      legend: page.lineLegend(colors, lines.map((line) => line[0])),
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) =>
          [`regParam ${short(items[0].value[0])}`, ...items.map((item) => `${item.seriesName}: ${short(item.value[1], 5)}`)].join('\n'),
      }),
      xAxis: page.spreadAxis(colors, 'regParam, or 1/(ηt)', data.kinship.map((point) => point.regParam), {inverse: true}),
      yAxis: errorAxis(colors, yName, data.kinship.flatMap((point) => lines.map((line) => point[line[1]]))),
      series: lines.map(([name, key], i) => ({
        type: 'line',
        name,
        data: data.kinship.map((point) => [point.regParam, point[key]]),
        showSymbol: false,
        itemStyle: {color: color(colors, i)},
        lineStyle: {width: 2, type: i === 0 ? 'solid' : 'dashed'},
      })),
    });
  }

  function tunedSections() {
    byId('summary').append(...page.unbroken(summary()));
    byId('methods').append(methodsTable());
    page.chart(
      byId('errors').querySelector('.chart'),
      `Training and test RMSE of ${tuned.methods.length} methods. The table above has every value.`,
      errorsOption,
    );
    byId('gaps').textContent = gaps();
    if (limit === null) {
      byId('learning-range').remove();
    } else {
      byId('learning-note').textContent = `The chart ends where the errors of ${outliers()} would press all others together.`;
      byId('learning-whole').addEventListener('change', () => learningChart.draw());
    }
    const learningChart = page.chart(
      byId('learning').querySelector('.chart'),
      `Test and training RMSE of ${tuned.methods.length} methods against the number of training rows. The table below has every value.`,
      learningOption,
    );
    page.behind(byId('learning'), 'Table of the learning curves', () =>
      page.table(
        'Learning curves',
        [
          {name: 'method', text: true, value: (point) => point.method, show: (point) => point.method},
          {name: 'rows', value: (point) => point.rows, show: (point) => whole(point.rows)},
          {name: 'training RMSE', value: (point) => Math.sqrt(point.trainingError)},
          {name: 'test RMSE', value: (point) => Math.sqrt(point.testError)},
          errorColumn,
        ],
        data.learning,
      ),
    );
    const fits = data.methods.map((method) => ({name: method.method, values: method.standardized, axis: 'standardised coefficient'}));
    const names = strongest(fits);
    byId('coefficients-note').textContent =
      `The ${names.length} features with the largest coefficient in any fit, in deviations of the label per deviation of the feature.`;
    page.chart(
      byId('coefficients').querySelector('.chart'),
      `Bars of the largest standardised coefficients of ${fits.length} methods. The table below has them all.`,
      barsOption(fits, names),
    );
    page.behind(byId('coefficients'), 'Table of the coefficients', () => coefficientsTable(fits));
    const isTuned = (i) => data.methods[i].curves.some((curve) => curve.strengths.length > 1);
    if (!tuned.methods.some((_, i) => isTuned(i))) {
      byId('tuning-section').remove();
    }
    ['noise', 'dropout'].forEach((kind) => {
      if (!tuned.methods.some((row) => row.method.startsWith(kind))) {
        byId(`theory-${kind}`).remove();
      }
    });
    tuned.methods.forEach((row, i) => {
      if (!isTuned(i)) {
        return;
      }
      const place = newChart(byId('tuning'), row.method, false);
      const drawn = page.chart(
        place.querySelector('.chart'),
        `Cross-validated error of ${row.method} against its ${row.strengthName}; the least, ${short(row.cvm)}, is at ${short(row.strength)}.`,
        tuningOption(data.methods[i], row, i),
      );
      byId('tuning-near').addEventListener('change', () => drawn.draw());
      page.behind(place, `Table of ${row.method}`, () =>
        page.table(
          `Cross-validated error of ${row.method}`,
          [
            ...(data.methods[i].curves.length > 1 ? [{name: 'elasticNetParam', value: (point) => point[2]}] : []),
            {name: row.strengthName, value: (point) => point[0]},
            {name: 'cvm', value: (point) => point[1]},
          ],
          data.methods[i].curves.flatMap((curve) => curve.strengths.map((strength, k) => [strength, curve.cvm[k], curve.elasticNetParam])),
        ),
      );
    });
    if (data.kinship.length === 0) {
      byId('kinship-section').remove();
      return;
    }
    const farthest = Math.max(...data.kinship.map((point) => point.distance));
    page.chart(
      byId('kinship-errors').querySelector('.chart'),
      'Mean squared test error of gradient descent and of ridge against regParam, or one over step size times iterations.',
      kinshipOption(
        [
          ['gradient descent', 'descentError'],
          ['ridge', 'ridgeError'],
        ],
        'mean squared error',
      ),
    );
    page.chart(
      byId('kinship-distance').querySelector('.chart'),
      `Distance between the coefficients of gradient descent and of ridge, at most ${short(farthest, 2)} of the length of ridge's.`,
      kinshipOption([['distance', 'distance']], 'distance'),
    );
    page.behind(byId('kinship-errors'), 'Table of gradient descent beside ridge', () =>
      page.table(
        'Gradient descent beside ridge',
        [
          {name: 'iterations', value: (point) => point.iterations, show: (point) => whole(point.iterations)},
          {name: 'regParam', value: (point) => point.regParam},
          {name: 'error of descent', value: (point) => point.descentError},
          {name: 'error of ridge', value: (point) => point.ridgeError},
          {name: 'distance', value: (point) => point.distance},
        ],
        data.kinship,
      ),
    );
  }

  if (report.fits.length > 0) {
    pairs();
  } else {
    byId('pairs-section').remove();
  }
  if (tuned === null) {
    byId('tuned').remove();
    const plain = report.fits[0];
    byId('summary').textContent = report.fits
      .slice(1)
      .map(
        (fit) =>
          `${fit.name} (elasticNetParam ${fit.elasticNetParam}, regParam ${short(fit.regParam)}) has a mean squared error of ` +
          `${short(fit.trainingError)} on the rows it was fitted to; the plain fit has ${short(plain.trainingError)}.`,
      )
      .join(' ');
  } else {
    tunedSections();
  }
  const origin = report.provenance;
  page.facts(byId('provenance'), [
    ['rows read', whole(report.rows.read)],
    ['rows used', whole(report.rows.used)],
    ['dropped', `${whole(report.rows.dropped)} for invalid values, ${whole(report.rows.zeroWeight)} of weight 0`],
    ['Ridgeline', origin.ridgeline],
    ['Spark', `${origin.spark} on ${origin.master}, ${origin.applicationId}`],
    ['Java', `${origin.java}, BLAS ${origin.blas}`],
    ['started', origin.started],
    ['seconds', Object.entries(report.seconds).map(([stage, value]) => `${stage} ${short(value, 2)}`).join(', ')],
    ['seed of the folds', String(origin.seed)],
    ['job file hash', origin.configHash],
    ['input', page.input(origin)],
    ['time zone', origin.timeZone],
  ]);
  byId('job').textContent = data.job;
})();
