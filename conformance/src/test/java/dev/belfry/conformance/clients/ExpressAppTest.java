package dev.belfry.conformance.clients;

/// The guide's application with Express.
class ExpressAppTest extends GuideAppContract {
  @Override
  GuideApp startApp() throws Exception {
    return GuideApp.express();
  }
}
