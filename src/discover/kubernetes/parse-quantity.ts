const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A quantity of Kubernetes (`512Mi`, `1G`, `1e9`, `1500m`) → a number, rounded up to a whole one as the
 * API does; null for what is none (apimachinery, pkg/api/resource/quantity.go).
 */
export function parseQuantity(text: string): number | null {
  const [, digits = '', unit = ''] =
    /^\+?(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)([numkMGTPE]|[KMGTPE]i)?$/.exec(text) ?? [];
  if (digits === '') return null;
  return Math.ceil(Number(digits) * (factors[unit] ?? 1));
}
