package dev.belfry.server.edge.http.site;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// The project's documentation, where the program has it among its resources, as `belfry` does.
/// Held in memory, some 400 KB, once it is asked for.
///
/// @param files by their path in `docs`
/// @param index what pages there are: `[{"path","title"}]`
record DocsFiles(Map<String, byte[]> files, byte[] index) {
  private static final Logger LOG = LoggerFactory.getLogger(DocsFiles.class);
  private static final String FOLDER = "/dev/belfry/docs";

  /// Loaded when it is first named, by the thread that starts the server.
  static final DocsFiles FOUND = find();

  private static DocsFiles find() {
    Map<String, byte[]> files = new TreeMap<>();
    URL folder = DocsFiles.class.getResource(FOLDER);
    if (folder != null) {
      try {
        read(folder.toURI(), files);
      } catch (IOException | URISyntaxException e) {
        LOG.warn("The documentation can't be read", e);
      }
    }
    return new DocsFiles(Map.copyOf(files), indexOf(files));
  }

  private static void read(URI folder, Map<String, byte[]> files) throws IOException {
    if (folder.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
        read(jar.getPath(FOLDER), files);
      }
    } else {
      read(Path.of(folder), files);
    }
  }

  private static void read(Path folder, Map<String, byte[]> files) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        files.put(name, Files.readAllBytes(file));
      }
    }
  }

  private static byte[] indexOf(Map<String, byte[]> files) {
    ArrayNode pages = JsonMapper.shared().createArrayNode();
    files.forEach((path, text) -> {
      if (path.endsWith(".md")) {
        pages.addObject().put("path", path).put("title", title(text));
      }
    });
    return JsonMapper.shared().writeValueAsBytes(pages);
  }

  /// The first line, which is the heading.
  private static String title(byte[] text) {
    String first = new String(text, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return first.replaceFirst("^#+ *", "");
  }
}
