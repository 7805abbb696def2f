import otel from 'eslint-plugin-otel';

export default [
  {
    files: ['**/*.{js,mjs,cjs,ts,tsx,mts,cts}'],
    plugins: { otel },
    rules: otel.configs['flat/recommended'].rules,
  },
];
