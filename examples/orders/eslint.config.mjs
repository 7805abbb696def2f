import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
// In a project of your own: import otel from 'eslint-plugin-otel';
import otel from '../../dist/index.js';

export default defineConfig(
  { ignores: ['dist/**'] },
  {
    files: ['src/**/*.{ts,js}'],
    plugins: { otel },
    extends: ['otel/recommended'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
  },
  { files: ['src/**/*.js'], languageOptions: { sourceType: 'commonjs' } },
);
