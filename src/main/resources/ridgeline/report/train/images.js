'use strict';

/* global trainMeasures */
/* exported imagesSection */

/** The most confused images and the filters of the first layer. */
const imagesSection = (() => {
  const {element, byId} = page;
  const {className, percent} = trainMeasures;

  /** Planes of values from 0 to 1: one for grey images, three for colours. */
  function planes(values, size) {
    return Array.from({length: values.length / size}, (_, c) => values.slice(c * size, (c + 1) * size));
  }

  function canvas(shown, height, width, alternative) {
    const made = element('canvas', {width: String(width), height: String(height), role: 'img', 'aria-label': alternative});
    const context = made.getContext('2d');
    const image = context.createImageData(width, height);
    for (let k = 0; k < height * width; k++) {
      for (let c = 0; c < 3; c++) {
        const plane = shown.length >= 3 ? shown[c] : shown[0];
        image.data[4 * k + c] = Math.round(255 * plane[k]);
      }
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return made;
  }

  function confusedFigure(image, [, height, width], label, predicted) {
    return element(
      'figure',
      {},
      canvas(planes(image.pixels, height * width), height, width, `An image of ${label}`),
      element('figcaption', {}, label, element('small', {}, `predicted as ${predicted}, ${percent(image.probability)}`)),
    );
  }

  function showConfused(data) {
    if (data.confused.length === 0) {
      byId('confused-section').remove();
      return;
    }
    byId('confused').append(
      ...data.confused.map((image) =>
        confusedFigure(image, data.report.input, className(data, image.label), className(data, image.predicted)),
      ),
    );
  }

  function showFilters(filters) {
    if (filters.length === 0) {
      byId('filters-section').remove();
      return;
    }
    const largest = Math.max(...filters.map((filter) => Math.max(...filter.weights.map(Math.abs))));
    filters.forEach(({size, weights}, i) => {
      const shown = planes(weights.map((weight) => 0.5 + weight / (2 * largest)), size * size);
      byId('filters').append(element('figure', {}, canvas(shown, size, size, `Filter ${i + 1}`)));
    });
  }

  function show(data) {
    showConfused(data);
    showFilters(data.filters);
  }

  return {show};
})();
