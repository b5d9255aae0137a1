package dev.belfry.server.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import dev.belfry.server.house.JavaSources.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The house rules that look at Java's syntax.
final class SourceRules {
  static final int METHOD_LINES_MAX = 40;

  private SourceRules() {}

  /// Methods, constructors and lambdas are short. What annotations say, such as the table of a
  /// parameterized test, is data and does not count.
  static List<Violation> longMethods(JavaSources sources) {
    return sources.violationsOf(LongMethods::new);
  }

  private static final class LongMethods extends JavaSources.Rule {
    LongMethods(JavaSources.Place place) {
      super(place);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      check(method, linesOf(method, method.getModifiers()), "method " + method.getName());
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree lambda, Void unused) {
      check(lambda, linesOf(lambda), "lambda");
      return super.visitLambdaExpression(lambda, null);
    }

    private void check(Tree tree, long lines, String what) {
      if (lines > METHOD_LINES_MAX) {
        report(tree, what + " has " + lines + " lines, at most " + METHOD_LINES_MAX);
      }
    }
  }

  /// A type's name says what it does, not that it is one.
  static List<Violation> emptyTypeNames(JavaSources sources) {
    return sources.violationsOf(EmptyTypeNames::new);
  }

  private static final class EmptyTypeNames extends JavaSources.Rule {
    EmptyTypeNames(JavaSources.Place place) {
      super(place);
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      String name = type.getSimpleName().toString();
      if (name.endsWith("Impl") || name.contains("Manager")) {
        report(type, "type name " + name);
      }
      return super.visitClass(type, null);
    }
  }

  /// No test is switched off, skips itself, or waits for time to pass.
  static List<Violation> idleTests(JavaSources sources) {
    return sources.violationsOf(IdleTests::new);
  }

  private static final class IdleTests extends JavaSources.Rule {
    IdleTests(JavaSources.Place place) {
      super(place);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void unused) {
      String name = lastPart(annotation.getAnnotationType());
      if (name.startsWith("Disabled") || name.startsWith("Enabled") || name.equals("Ignore")) {
        report(annotation, "test may be skipped by @" + name);
      }
      return super.visitAnnotation(annotation, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
      String name = lastPart(call.getMethodSelect());
      if (file().isTest() && name.startsWith("assum")) {
        report(call, "test may skip itself by " + name);
      }
      if (file().isTest() && name.equals("sleep")) {
        report(call, "test sleeps; await a condition");
      }
      return super.visitMethodInvocation(call, null);
    }
  }

  /// No package is a drawer for everything.
  static List<Violation> drawerPackages(JavaSources sources) {
    return sources.units().stream()
        .filter(unit -> List.of(unit.packageName().split("\\.")).contains("util"))
        .map(unit -> new Violation(unit.file().path(), 1, "package " + unit.packageName()))
        .toList();
  }

  /// Each module's packages are `@NullMarked`, those that only its tests have included.
  static List<Violation> packagesNotNullMarked(JavaSources sources) {
    Set<String> marked = new HashSet<>();
    for (Unit unit : sources.units()) {
      if (unit.file().name().equals("package-info.java") && isNullMarked(unit)) {
        marked.add(placeOf(unit));
      }
    }
    Set<String> reported = new HashSet<>();
    List<Violation> violations = new ArrayList<>();
    for (Unit unit : sources.units()) {
      if (!marked.contains(placeOf(unit)) && reported.add(placeOf(unit))) {
        String what = "package " + unit.packageName() + " has no @NullMarked package-info.java";
        violations.add(new Violation(unit.file().path(), 1, what));
      }
    }
    return violations;
  }

  private static boolean isNullMarked(Unit unit) {
    return unit.tree().getPackage().getAnnotations().stream()
        .anyMatch(annotation -> lastPart(annotation.getAnnotationType()).equals("NullMarked"));
  }

  /// The module and the package: what is the same for a package's main and test sources.
  private static String placeOf(Unit unit) {
    String path = unit.file().path();
    int sources = path.indexOf("src/");
    return (sources < 0 ? "" : path.substring(0, sources)) + " " + unit.packageName();
  }

  private static String lastPart(Tree name) {
    return name instanceof MemberSelectTree select
        ? select.getIdentifier().toString()
        : name.toString();
  }
}
