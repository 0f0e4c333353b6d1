import { expect, test } from 'vitest';
import { gateWords, passedOtherwise } from '../../src/detect/gate-words.ts';

test('a gate that passes by another way than its number says which', () => {
  const far = { value: 785, needs: 489, passed: true };
  expect(passedOtherwise('outlook', far)).toBe('it has doubled');
  expect(passedOtherwise('outlook', { ...far, passed: false })).toBe('');
  expect(passedOtherwise('outlook', { ...far, value: 400 })).toBe('');
  expect(passedOtherwise('swing', { value: 2, needs: 3, passed: true })).toBe(
    'it went on over days',
  );
  expect(passedOtherwise('swing', { value: 4, needs: 3, passed: true })).toBe('');
});

test('one that is not known is shown by its own name', () => {
  expect(gateWords('constructor')).toEqual({ title: 'constructor', asks: '' });
});
