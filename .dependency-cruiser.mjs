// Who may import whom. Each comment is what a newcomer reads when the rule stops them.
const ROOMS = ['domain', 'reference-data', 'fhir', 'cds-hooks', 'api-contract', 'server', 'bin', 'client', 'sandbox'];

/** A rule saying that `room` may reach only the named rooms (and packages, unless it is the domain). */
const onlyReaches = (name, comment, room, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: `^(${ROOMS.join('|')})/`, pathNot: `^(${[room, ...allowed].join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one idea in two places: merge them, or move the shared part out.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain decides and never reads the world: no package, no Node module, no other room.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: '^domain/' },
    },
    onlyReaches(
      'reference-data-knows-only-domain',
      'Reference data are dated tables in domain types; who uses them is not their business.',
      'reference-data',
      ['domain'],
    ),
    onlyReaches('fhir-knows-only-domain', 'fhir translates records; it does not serve, store or show.', 'fhir', [
      'domain',
    ]),
    onlyReaches(
      'cds-hooks-knows-only-domain-and-fhir',
      'A hook must run in a test with no server around it: pass in what it needs.',
      'cds-hooks',
      ['domain', 'fhir'],
    ),
    onlyReaches(
      'api-contract-knows-only-domain',
      'The contract between browser and server leans on neither side, else one could change it alone.',
      'api-contract',
      ['domain'],
    ),
    onlyReaches(
      'client-never-imports-server',
      'The browser speaks to the server over api-contract only; anything else would ship server code to the browser.',
      'client',
      ['domain', 'api-contract'],
    ),
    onlyReaches(
      'server-never-imports-screens',
      'The server serves the built screens as files; it never runs client code, the command line or the sandbox.',
      'server',
      ['domain', 'reference-data', 'fhir', 'cds-hooks', 'api-contract'],
    ),
    {
      name: 'bin-stays-thin',
      comment:
        'The command line parses, calls a command and prints; the work lives in server/commands or server/assessment.',
      severity: 'error',
      from: { path: '^bin/' },
      to: {
        path: `^(${ROOMS.join('|')})/`,
        pathNot: '^(bin|server/commands|server/assessment)/',
      },
    },
    onlyReaches(
      'sandbox-sees-only-wire-formats',
      'The sandbox plays somebody else’s EHR: it may know FHIR and hook schemas, never how we decide.',
      'sandbox',
      ['fhir', 'cds-hooks'],
    ),
    {
      name: 'nothing-imports-the-sandbox',
      comment: 'The sandbox is a demonstration beside the product; code that needs it would not work in a hospital.',
      severity: 'error',
      from: { path: `^(${ROOMS.filter((room) => room !== 'sandbox').join('|')})/` },
      to: { path: '^sandbox/' },
    },
    {
      name: 'nothing-imports-the-composition-root',
      comment:
        'The composition root knows every part; a part that knew the root could never be used without all the others.',
      severity: 'error',
      from: { path: `^(${ROOMS.join('|')})/`, pathNot: '^(server/commands|bin)/' },
      to: { path: '^(server/main[.]ts|server/commands/|bin/)' },
    },
    {
      name: 'assessment-knows-neither-web-nor-database',
      comment:
        'The command line assesses without a server, so the shared assessment may load neither Express nor a database.',
      severity: 'error',
      from: { path: '^server/assessment/' },
      to: {
        path: '^(server/(http|store|auth|jobs|commands)/|node_modules/(express|kysely|pg|@electric-sql|helmet|cors)/)',
      },
    },
    {
      name: 'rules-do-not-know-each-other',
      comment: 'A rule is read alone: put arithmetic that two rules share in a plain file beside them.',
      severity: 'error',
      from: { path: '[.]rule[.]ts$' },
      to: { path: '[.]rule[.]ts$' },
    },
    {
      name: 'examples-stay-out-of-production',
      comment: 'Worked examples are for tests and the rule book; production must not lean on them.',
      severity: 'error',
      from: { path: `^(${ROOMS.join('|')})/`, pathNot: '([.]examples|/example-course|/example)[.]ts$' },
      to: { path: '([.]examples|/example-course|/example)[.]ts$' },
    },
    {
      name: 'no-production-code-imports-tests',
      comment: 'If production needs it, it is not a test: move it into its room.',
      severity: 'error',
      from: { path: `^(${ROOMS.join('|')})/` },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'no-production-code-imports-development-packages',
      comment: 'A hospital installs without development packages; what runs there belongs in "dependencies".',
      severity: 'error',
      from: { path: `^(${ROOMS.join('|')})/`, pathNot: 'vite[.]config[.]ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unresolvable',
      comment:
        'This import leads nowhere: a wrong path, a missing extension, or a package that package.json does not name.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  required: [
    {
      name: 'examples-exercise-a-rule',
      comment: 'An examples file without its rule proves nothing: import the rule that it illustrates.',
      severity: 'error',
      module: { path: '^domain/authorization/.*[.]examples[.]ts$' },
      to: { path: '[.]rule[.]ts$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
