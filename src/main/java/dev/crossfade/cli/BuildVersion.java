package dev.crossfade.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is, and which commit it was built from where the build knew. */
public final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream("/build.properties")) {
            if (in != null) {
                build.load(in);
            }
        }
        return new String[] {text(build)};
    }

    /** {@code crossfade 1.2.3 (abc1234)}; without a repository at build time, the manifest knows the version alone. */
    static String text(Properties build) {
        String version = Optional.ofNullable(build.getProperty("git.build.version"))
                .or(() -> Optional.ofNullable(BuildVersion.class.getPackage().getImplementationVersion()))
                .orElse("of an unknown version");
        String dirty = Boolean.parseBoolean(build.getProperty("git.dirty")) ? ", with changes" : "";
        return Optional.ofNullable(build.getProperty("git.commit.id.abbrev"))
                .map(commit -> "crossfade " + version + " (" + commit + dirty + ")")
                .orElse("crossfade " + version);
    }
}
