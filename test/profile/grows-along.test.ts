import { expect, test } from 'vitest';
import { growsAlong, leapsAlong } from '../../src/profile/grows-along.ts';
import { growthSeries } from '../support/growth-series.ts';

const even = [0, 100, 200, 300, 400, 500, 600, 700, 800];

test.each([
  {
    name: 'in the same course',
    course: [0, 50, 100, 150, 200, 250, 300, 350, 400],
    along: true,
    leaps: true,
  },
  // A map that has doubled at the third, the fifth and the ninth capture.
  {
    name: 'by leaps',
    course: [0, 64, 128, 128, 256, 256, 256, 256, 512],
    along: false,
    leaps: true,
  },
  {
    name: 'by leaps that are ahead',
    course: [0, 128, 256, 256, 512, 512, 512, 512, 512],
    along: false,
    leaps: true,
  },
  {
    name: 'at once, at the end',
    course: [0, 0, 0, 0, 0, 0, 0, 0, 512],
    along: false,
    leaps: false,
  },
  {
    name: 'at once, at the start',
    course: [0, 512, 512, 512, 512, 512, 512, 512, 512],
    along: false,
    leaps: false,
  },
  { name: 'not at all', course: [9, 9, 9, 9, 9, 9, 9, 9, 9], along: false, leaps: false },
])('what grows $name grows along: $along, as a container: $leaps', ({ course, along, leaps }) => {
  expect(growsAlong(growthSeries(course), growthSeries(even))).toBe(along);
  expect(leapsAlong(growthSeries(course), growthSeries(even))).toBe(leaps);
});
