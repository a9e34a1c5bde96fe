'use strict';

/* exported pageText */

/** Numbers as text, and elements of the page. */
const pageText = (() => {
  function whole(value) {
    return value.toLocaleString('en-US');
  }

  /** A number with the given number of significant digits. */
  function short(value, digits = 4) {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return 'unknown';
    }
    if (value === 0) {
      return '0';
    }
    const size = Math.abs(value);
    if (size >= 1e7 || size < 1e-4) {
      return value.toExponential(digits - 1).replace(/\.?0+e/, 'e').replace('e+', 'e');
    }
    const text = value.toPrecision(digits);
    return text.includes('e')
      ? whole(Math.round(value))
      : text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /** Nodes for a text, in which numbers with an exponent are not broken; otherwise lines may break after the hyphen. */
  function unbroken(text) {
    return String(text)
      .split(/(-?[\d.]{1,20}e-\d{1,3})/)
      .map((part, i) => (i % 2 === 0 ? part : element('span', {class: 'unbroken'}, part)));
  }

  function byId(id) {
    return document.getElementById(id);
  }

  return {whole, short, element, unbroken, byId};
})();
