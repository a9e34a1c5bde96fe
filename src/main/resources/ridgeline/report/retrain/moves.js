'use strict';

/* global retrainBars */
/* exported movesSection */

/** The coefficients of the candidate beside those of the champion. */
const movesSection = (() => {
  const {whole, short, element, byId} = page;
  const {MAX_BARS} = retrainBars;

  /** Half the width of an interval, in standard errors. */
  const WIDTH = 1.96;

  const before = (row) => row.champion ?? 0;
  const move = (row) => row.candidate - before(row);
  const low = (row) => row.candidate - WIDTH * row.standardError;
  const high = (row) => row.candidate + WIDTH * row.standardError;
  const interval = (row) => (row.standardError === null ? '' : `${short(low(row))} to ${short(high(row))}`);

  function tooltipText(row) {
    return [
      row.term,
      `candidate ${short(row.candidate)}${row.standardError === null ? '' : `, ${interval(row)}`}`,
      ...(row.champion === null ? [] : [`champion ${short(row.champion)}`, `move ${short(move(row), 3)}`]),
    ].join('\n');
  }

  function movesOption(rows, axis, colors) {
    const whiskers = rows.flatMap((row, i) => (row.standardError === null ? [] : [[i, low(row) - before(row), high(row) - before(row)]]));
    const bars = rows.map((row) => ({name: row.term, value: move(row), color: move(row) < 0 ? colors.negative : colors.accent}));
    return retrainBars.option(
      bars,
      {
        axis,
        tooltip: (i) => tooltipText(rows[i]),
        series: [page.errorBars('interval', colors.text, whiskers, {horizontal: true, z: 5})],
      },
      colors,
    );
  }

  function movesTable(rows, isKnown, hasChampion) {
    return page.table(
      'Standardised coefficients',
      [
        {name: 'term', text: true, value: (row) => row.term, show: (row) => row.term},
        ...(hasChampion ? [{name: 'champion', value: before, show: (row) => short(row.champion)}] : []),
        {name: 'candidate', value: (row) => row.candidate, show: (row) => short(row.candidate)},
        ...(isKnown ? [{name: 'interval of the candidate', value: low, show: interval}] : []),
        ...(hasChampion ? [{name: 'move', value: move, show: (row) => short(move(row))}] : []),
      ],
      rows,
    );
  }

  function leftOut({moves, omitted}, drawn) {
    const undrawn = moves.length - drawn.length;
    return [
      undrawn > 0 ? `${whole(undrawn)} smaller ones are only in the table.` : '',
      omitted > 0 ? `${whole(omitted)} more are only in coefficients.csv.` : '',
    ];
  }

  function note(coefficients, champion, drawn) {
    const what =
      champion === null
        ? 'The largest coefficients of the candidate. There was no champion from which they could have moved.'
        : `The coefficients that moved most since the champion, version ${champion.version}: the candidate's less the champion's.`;
    return [
      what,
      'They are standardised by the deviations of the rows of this training: in label deviations per feature deviation.',
      ...leftOut(coefficients, drawn),
    ]
      .filter(Boolean)
      .join(' ');
  }

  function outside({moves, omitted, outside: count}, champion) {
    return champion === null
      ? ''
      : `For ${whole(count)} of the ${whole(moves.length + omitted)} coefficients that either model has, the champion's is outside that interval.`;
  }

  function intervalNote(coefficients, champion) {
    if (coefficients.folds === 0) {
      return 'There are no intervals, because the folds of a forward validation do not leave out groups of rows.';
    }
    return [
      `A whisker is the interval of the candidate's coefficient${champion === null ? '' : ', less the coefficient of the champion'}: ±${WIDTH} standard ` +
        `errors by the delete-group jackknife, from the ${whole(coefficients.folds)} fits of the chosen penalty that each leave out one fold. ` +
        'It does not include the choice of the penalty.',
      outside(coefficients, champion),
    ]
      .filter(Boolean)
      .join(' ');
  }

  function show({coefficients, verdict}) {
    const {champion} = verdict;
    const {moves} = coefficients;
    const drawn = moves.slice(0, MAX_BARS);
    byId('moves-heading').textContent = champion === null ? 'Coefficients' : 'Coefficients that moved since the champion';
    if (moves.length === 0) {
      byId('moves-interval').remove();
      byId('moves').replaceChildren(element('p', {}, 'Every coefficient is zero: the intercept alone predicts best.'));
      return;
    }
    byId('moves-note').textContent = note(coefficients, champion, drawn);
    byId('moves-interval').textContent = intervalNote(coefficients, champion);
    const axis = champion === null ? 'standardised coefficient' : 'move of the standardised coefficient';
    retrainBars.chart(
      byId('moves'),
      `Bar chart of the ${champion === null ? 'standardised coefficients' : 'moves of the standardised coefficients'} of ${whole(drawn.length)} features, ` +
        `the largest first${coefficients.folds > 0 ? ', with intervals' : ''}. The largest is that of ${drawn[0].term}, ${short(move(drawn[0]), 3)}. The table below has the values.`,
      drawn.length,
      (colors) => movesOption(drawn, axis, colors),
    );
    page.behind(byId('moves'), 'Table of the coefficients', () => movesTable(moves, coefficients.folds > 0, champion !== null));
  }

  return {show};
})();
