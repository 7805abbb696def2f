/**
 * The ways in which code hands a value on, each as a program: where the value is made, and where it is used. The table
 * of `docs/what-the-rules-see.md` has a row for each.
 */
export interface HandingOn {
  readonly name: string;
  /** What the page shows of it. */
  readonly example: string;
  readonly onlyTypeScript?: true;
  /** The statements of an `async` function: `value` is made, and `use` takes what it is called afterwards. */
  readonly code: (value: string, use: (expression: string) => string) => string;
}

export const HANDINGS_ON: readonly HandingOn[] = [
  { name: 'directly', example: 'use(value)', code: (value, use) => use(value) },
  {
    name: 'a name',
    example: 'const kept = value; use(kept)',
    code: (value, use) => `const kept = ${value};\n${use('kept')}`,
  },
  {
    name: 'a choice',
    example: 'use(given ?? value)',
    code: (value, use) => `let given: undefined;\nconst kept = given ?? ${value};\n${use('kept')}`,
  },
  {
    name: 'a property',
    example: 'const box = { kept: value }; use(box.kept)',
    code: (value, use) => `const box = { kept: ${value} };\n${use('box.kept')}`,
  },
  {
    name: 'a property, written later',
    example: 'box.kept = value; use(box.kept)',
    code: (value, use) => `const box: any = {};\nbox.kept = ${value};\n${use('box.kept')}`,
  },
  {
    name: 'an optional chain',
    example: 'use(box?.kept)',
    code: (value, use) => `const box = { kept: ${value} };\n${use('box?.kept')}`,
  },
  {
    name: 'destructuring, with a default',
    example: 'const { kept = value } = box',
    code: (value, use) => `const { kept = ${value} } = {} as any;\n${use('kept')}`,
  },
  {
    name: 'the rest of an object',
    example: 'const { other, ...rest } = box; use(rest.kept)',
    code: (value, use) => `const { other, ...rest } = { other: 1, kept: ${value} };\n${use('rest.kept')}`,
  },
  {
    name: 'a spread',
    example: 'const copy = { ...box }; use(copy.kept)',
    code: (value, use) => `const box = { kept: ${value} };\nconst copy = { ...box };\n${use('copy.kept')}`,
  },
  {
    name: 'a cast, `satisfies`',
    example: 'const kept = value satisfies object; use(kept!)',
    onlyTypeScript: true,
    code: (value, use) => `const kept = ${value} satisfies unknown;\n${use('kept!')}`,
  },
  {
    name: 'a field of a class',
    example: 'class Box { kept = value; run() { use(this.kept) } }',
    code: (value, use) =>
      `class Box {\nkept = ${value};\nasync run() {\n${use('this.kept')}\n}\n}\nawait new Box().run();`,
  },
  {
    name: 'a private field, set by the constructor',
    example: 'constructor(kept) { this.#kept = kept }',
    code: (value, use) =>
      `class Box {\n#kept;\nconstructor(kept) { this.#kept = kept; }\nasync run() {\n${use('this.#kept')}\n}\n}\nawait new Box(${value}).run();`,
  },
  {
    name: 'a parameter property',
    example: 'constructor(private readonly kept) {}',
    onlyTypeScript: true,
    code: (value, use) =>
      `class Box {\nconstructor(private readonly kept) {}\nasync run() {\n${use('this.kept')}\n}\n}\nawait new Box(${value}).run();`,
  },
  {
    name: 'an accessor',
    example: 'const box = { get kept() { return value } }',
    code: (value, use) => `const box = { get kept() { return ${value}; } };\n${use('box.kept')}`,
  },
  {
    name: 'a closure that sets it elsewhere',
    example: 'let kept; const set = () => { kept = value }',
    code: (value, use) => `let kept;\nconst set = () => { kept = ${value}; };\nset();\n${use('kept')}`,
  },
  {
    name: 'a list, in a loop',
    example: 'for (const kept of [value]) use(kept)',
    code: (value, use) => `const list = [${value}];\nfor (const kept of list) {\n${use('kept')}\n}`,
  },
  {
    name: 'a list, in a callback',
    example: '[value].forEach((kept) => use(kept))',
    code: (value, use) => `const list = [${value}];\nlist.forEach(async (kept) => {\n${use('kept')}\n});`,
  },
  {
    name: 'a map',
    example: "map.set('a', value); use(map.get('a'))",
    code: (value, use) => `const map = new Map();\nmap.set('a', ${value});\n${use("map.get('a')")}`,
  },
  {
    name: 'a parameter',
    example: 'const run = (kept) => use(kept); run(value)',
    code: (value, use) => `const run = async (kept) => {\n${use('kept')}\n};\nawait run(${value});`,
  },
  {
    name: 'a rest parameter',
    example: 'const run = (...kept) => use(kept[0])',
    code: (value, use) => `const run = async (...kept) => {\n${use('kept[0]')}\n};\nawait run(${value});`,
  },
  {
    name: 'a helper',
    example: 'const give = () => value; use(give())',
    code: (value, use) => `const give = () => ${value};\nconst kept = give();\n${use('kept')}`,
  },
  {
    name: 'an async helper',
    example: 'const give = async () => value; use(await give())',
    code: (value, use) => `const give = async () => ${value};\nconst kept = await give();\n${use('kept')}`,
  },
  {
    name: '`Promise.all`',
    example: 'const [kept] = await Promise.all([value])',
    code: (value, use) => `const [kept] = await Promise.all([${value}]);\n${use('kept')}`,
  },
  {
    name: '`then`',
    example: 'promise.then((kept) => use(kept))',
    code: (value, use) => `await Promise.resolve(${value}).then(async (kept) => {\n${use('kept')}\n});`,
  },
  {
    name: 'a generator',
    example: 'function* give() { yield value }',
    code: (value, use) => `function* give() { yield ${value}; }\nfor (const kept of give()) {\n${use('kept')}\n}`,
  },
];
