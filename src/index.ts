import { buildConfigs, PREFIX } from './configs';
import { version } from './rule-kit/package-info';
import { rules } from './rules';

const plugin = {
  meta: { name: 'eslint-plugin-otel', version, namespace: PREFIX },
  rules,
  configs: {} as ReturnType<typeof buildConfigs>,
};
plugin.configs = buildConfigs(plugin);

export = plugin;
