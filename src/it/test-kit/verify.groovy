import groovy.xml.XmlSlurper

for (name in ['CrashTests', 'ShopJoinsClusterTests']) {
    def report = new XmlSlurper().parse(new File(basedir, "target/surefire-reports/TEST-com.example.kit.${name}.xml"))
    assert report.@tests == '1' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'
}
