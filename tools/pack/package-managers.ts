import type { About } from './about.ts'

/** A file to download: its name, and the SHA-256 of its bytes in hexadecimal. */
export type Download = { name: string; sha256: string }

/**
 * A formula for Homebrew, on macOS and Linux.
 *
 * @param url the folder on the web where the files are
 * @see https://docs.brew.sh/Formula-Cookbook
 */
export function homebrew(
  icc: About,
  url: string,
  downloads: { macos: Download; linux: Download; manual: Download },
): string {
  const source = ({ name, sha256 }: Download): string => `    url "${url}/${name}"\n    sha256 "${sha256}"`
  return `class Icc < Formula
  desc "${icc.description}"
  homepage "${url}"
  version "${icc.version}"
  license "${icc.license}"

  on_macos do
${source(downloads.macos)}
  end

  on_linux do
${source(downloads.linux)}
  end

  resource "manual" do
${source(downloads.manual)}
  end

  def install
    bin.install Dir["icc-*"].first => "icc"
    generate_completions_from_executable(bin/"icc", "completion", shells: [:bash, :zsh, :fish])
    resource("manual").stage { man1.install "icc.1" }
  end

  test do
    assert_match "icc #{version}", shell_output("#{bin}/icc --version")
  end
end
`
}

/** A manifest for Scoop. @see https://github.com/ScoopInstaller/Scoop/wiki/App-Manifests */
export function scoop({ version, description, license }: About, url: string, { name, sha256 }: Download): string {
  const manifest = {
    version,
    description,
    homepage: url,
    license,
    architecture: { '64bit': { url: `${url}/${name}#/icc.exe`, hash: sha256 } },
    bin: 'icc.exe',
    // Scoop has no place for completion: it says what to do.
    notes:
      'For completion at the TAB key add to $PROFILE: icc completion powershell | Out-String | Invoke-Expression',
  }
  return `${JSON.stringify(manifest, null, 4)}\n`
}
