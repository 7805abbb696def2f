import { defineConfig } from 'eslint/config';
import otel from 'eslint-plugin-otel';

export default defineConfig({
  files: ['**/*.{js,mjs,cjs}'],
  plugins: { otel },
  extends: ['otel/recommended'],
});
