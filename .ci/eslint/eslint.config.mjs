import js from '@eslint/js';
import globals from 'globals';

/** The scripts of a report stand in one page, in the order of its template: the comments global and exported say what they share. */
export default [
  js.configs.recommended,
  {
    linterOptions: {reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error'},
    languageOptions: {ecmaVersion: 2022, sourceType: 'script', globals: {...globals.browser, echarts: 'readonly'}},
    rules: {
      'block-scoped-var': 'error',
      'consistent-return': 'error',
      curly: 'error',
      'default-case': 'error',
      'dot-notation': 'error',
      eqeqeq: 'error',
      'max-depth': ['error', 3],
      'max-lines': ['error', 220],
      'max-lines-per-function': ['error', {max: 60, IIFEs: false}],
      'max-params': ['error', 7],
      'no-console': ['error', {allow: ['error']}],
      'no-else-return': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-param-reassign': ['error', {props: false}],
      'no-restricted-properties': ['error', {property: 'innerHTML', message: 'Names in the data cannot be markup.'}],
      'no-return-assign': 'error',
      'no-shadow': 'error',
      'no-throw-literal': 'error',
      'no-unused-expressions': 'error',
      'no-unused-vars': ['error', {args: 'all', argsIgnorePattern: '^_'}],
      'no-use-before-define': ['error', {functions: false}],
      'no-useless-concat': 'error',
      'no-useless-return': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-arrow-callback': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      radix: 'error',
      strict: ['error', 'global'],
    },
  },
  {
    ignores: ['**/page/*.js'],
    languageOptions: {globals: {page: 'readonly'}},
  },
];
