const anonymousNamespace = /^\(anonymous namespace\)::/;
const goVersion = /^(.*?)\/v(?:[2-9]|[1-9][0-9]+)([./].*)$/;
const shortened: readonly RegExp[] = [
  // Go: without the path of the package.
  /^(?:[\w\-.]+\/)+([^.]+\..+)/,
  // Java: class and method, without package and arguments.
  /^(?:[a-z]\w*\.)*([A-Z][\w$]*\.(?:<init>|[a-z][\w$]*(?:\$\d+)?))(?:(?:\()|$)/,
  // C++: class and method, without namespaces.
  /^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)/,
];

/**
 * The name of a function as it stands in a picture (internal/graph ShortenFunctionName): `repo.Save`
 * for `github.com/acme/shop/v2/repo.Save`.
 */
export function shortFunctionName(name: string): string {
  const plain = name.replace(anonymousNamespace, '').replace(goVersion, '$1$2');
  for (const pattern of shortened) {
    const found = pattern.exec(plain)?.[1];
    if (found !== undefined) return found;
  }
  return plain;
}
