package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.NodeScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the recipe that the README gives to clients, as it stands there. */
class ChecksumRecipeTest {
    private static final Pattern RECIPE = Pattern.compile("### Checksums\\n.*?```js\\n(.*?)```", Pattern.DOTALL);
    private static final Path VECTORS = Path.of("src", "test", "resources", "checksum-vectors.json");
    /** Prints how many sums are right, and names the others. */
    private static final String CHECK = """
            import { readFileSync } from 'node:fs'
            import { checksum } from './recipe.mjs'

            let right = 0
            for (const vector of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
              const secrets = { [vector.hmac_key_id]: vector.hmac_secret }
              for (const checksum_algorithm of ['crc32', 'sha256', 'hmac-sha256']) {
                const event = { ...vector, data: JSON.parse(vector.data), checksum_algorithm, checksum_key_id: vector.hmac_key_id }
                if (checksum(event, secrets) === vector[checksum_algorithm]) right++
                else console.log(vector.event_type, checksum_algorithm)
              }
            }
            console.log(right)
            """;

    @TempDir
    private Path folder;

    @Test
    void whatTheReadmeTellsClientsToDoAgreesWithEveryVector() throws Exception {
        Matcher recipe = RECIPE.matcher(Files.readString(Path.of("README.md")));
        assertThat(recipe.find()).isTrue();
        Files.writeString(folder.resolve("recipe.mjs"), recipe.group(1));
        Path check = Files.writeString(folder.resolve("check.mjs"), CHECK);

        String told = NodeScript.runAlone(check, VECTORS.toAbsolutePath().toString());

        long vectors = ChecksumTest.vectors().count();
        assertThat(told.strip()).isEqualTo(Long.toString(3 * vectors));
    }
}
