import { defineConfig } from 'eslint/config';
import otel from 'eslint-plugin-otel';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    files: ['**/*.{js,mjs,cjs,ts,tsx,mts,cts}'],
    plugins: { otel },
    extends: ['otel/recommended'],
  },
  {
    // With types the rules know each call by its declaration. Without this block they follow imports instead.
    files: ['**/*.{ts,tsx,mts,cts}'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
  },
);
