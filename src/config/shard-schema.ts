import { wrongName } from '../model/label-name.ts';
import { failure, type Result, success } from '../model/result.ts';
import { fields, parsed } from './fields.ts';

/** `shard:`, by which several processes share the workloads of one configuration. */
export const shardFields = fields({
  index: parsed(parseIndex, 'a number from 0, or auto').default('auto'),
  count: parsed(parseCount, 'how many shards there are'),
  by: parsed(parseLabelName, 'the name of a label').optional(),
}).superRefine(({ index, count }, context) => {
  if (index === 'auto' || index < count) return;
  const message = `shard ${index} of ${count} would watch nothing: they are counted from 0 to ${count - 1}`;
  context.addIssue({ code: 'custom', path: ['index'], message });
});

function parseIndex(text: string): Result<number | 'auto'> {
  if (text === 'auto') return success(text);
  return /^\d{1,4}$/.test(text) ? success(Number(text)) : failure('it is a number from 0, or auto');
}

function parseLabelName(text: string): Result<string> {
  const wrong = wrongName(text);
  return wrong === null ? success(text) : failure(`it is a label such as namespace: ${wrong}`);
}

function parseCount(text: string): Result<number> {
  return /^[1-9]\d{0,3}$/.test(text)
    ? success(Number(text))
    : failure('it is a number from 1 to 9999');
}
