// What the compiler and the import graph cannot see: promises left alone, switches that forget a case,
// functions too long to read at once, and anything in the domain that could depend on the world.
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['**/*.ts', '**/*.tsx'];

const everywhere = [
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import the file you mean, so that a reader can follow the name to its place.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Named exports only: one thing has one name in the whole tree.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'A union of string literals does the same and survives type stripping.',
  },
];

const pureDomain = [
  ...everywhere,
  {
    selector: 'ThrowStatement',
    message: 'The domain is total: return a Result or a verdict. Only kernel/ may refuse a literal by throwing.',
  },
  { selector: 'TryStatement', message: 'Nothing in the domain throws, so there is nothing to catch.' },
  { selector: ':matches(ClassDeclaration, ClassExpression)', message: 'Plain values and functions; no classes.' },
  {
    selector: 'TSAsExpression:not([typeAnnotation.typeName.name="const"])',
    message: 'Only kernel/ may cast. Parse the value into its type instead.',
  },
  { selector: 'TSTypeAssertion', message: 'Only kernel/ may cast. Parse the value into its type instead.' },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'The same snapshot must give the same decision. Chance arrives as an argument.',
  },
  {
    selector: ':matches(NewExpression, CallExpression)[callee.name="Date"]',
    message: 'The domain has no clock. Take a PlainDate as an argument.',
  },
  { selector: 'MemberExpression[object.name="Date"]', message: 'The domain has no clock. Take a PlainDate instead.' },
];

const sizes = {
  complexity: ['error', { max: 8, variant: 'modified' }],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
};

const typeAware = {
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    {
      considerDefaultExhaustiveForUnions: false,
      allowDefaultCaseForExhaustiveSwitch: false,
      requireDefaultForNonUnion: true,
    },
  ],
  '@typescript-eslint/no-floating-promises': 'error',
  // There is no enum to guard (see above), and looking for one takes a tenth of the linter's time.
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  // A port or a count may stand in a text. The domain does not get this: see below.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
};

export default tseslint.config(
  {
    ignores: ['node_modules/', 'dist/', '.build/', '.chairready/', 'vendor/', 'docs/'],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere],
      ...sizes,
    },
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    rules: typeAware,
  },
  {
    // A component is mostly markup.
    files: ['client/**/*.tsx', 'sandbox/**/*.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['domain/**/*.ts'],
    rules: {
      // A branded number in a text must go through its display function.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: false }],
    },
  },
  {
    files: ['domain/**/*.ts'],
    ignores: ['domain/kernel/**'],
    rules: { 'no-restricted-syntax': ['error', ...pureDomain] },
  },
  {
    // Worked examples and dated tables are lists: their length is their content.
    files: ['**/*.examples.ts', 'reference-data/**/*.table.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // `describe` is a function around many tests, and a scenario file is a list of scenarios.
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: {
      complexity: 'off',
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 600, skipBlankLines: true }],
    },
  },
  {
    // These print: it is their purpose.
    files: ['bin/**', 'scripts/**', 'test/load/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // The tools that read these demand a default export.
    files: ['*.config.{ts,mjs}', '**/vite.config.ts', '.dependency-cruiser.mjs', 'test/support/*.global-setup.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
